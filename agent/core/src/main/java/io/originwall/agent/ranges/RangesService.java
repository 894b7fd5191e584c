package io.originwall.agent.ranges;

import io.originwall.agent.config.RangesConfig;
import io.originwall.agent.config.TrustConfig;
import io.originwall.agent.ranges.RangeFeed.Fetched;
import io.originwall.agent.ranges.RangesCacheFile.Found;
import io.originwall.agent.ranges.RangesCacheFile.Stored;
import io.originwall.agent.state.IoErrors;
import io.originwall.agent.state.StateException;
import io.originwall.net.Family;
import io.originwall.state.StateStore;
import io.originwall.state.StateStore.ConflictException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;

/**
 * Fetch, trust, book: the one place where a list comes in. Whatever goes wrong on the way changes nothing: the last good list stays in
 * force, with the problem beside it. Holds no state but the store's. Of several writers at once one wins; the others' lists are in force but
 * not remembered.
 */
public final class RangesService {
    /** Of a digest, in messages: more than need be typed. */
    private static final int SHOWN_DIGITS = 12;

    private final RangesConfig config;
    private final ListSource source;
    private final RangeFeed feed;
    private final CrossCheck second;
    private final RangesValidator trust;
    private final GracePeriod removal;
    private final RangesCacheFile file;
    private final RangesCacheFile refusedFile;
    private final Clock clock;

    /** @param state made on the first write, if need be */
    public RangesService(RangesConfig ranges, TrustConfig trust, StateStore state, Clock clock) {
        this(
                ranges,
                trust,
                state,
                clock,
                RetryingHttp.over(listLimits(ranges), Optional.empty()),
                RetryingHttp.over(HttpLimits.forCrossCheck(), Optional.empty()));
    }

    RangesService(
            RangesConfig ranges, TrustConfig trust, StateStore state, Clock clock, Http listHttp, Http crossCheckHttp) {
        this.config = ranges;
        this.source = ListSource.of(ranges);
        this.feed = new RangeFeed(
                source,
                !ranges.networks().isEmpty(),
                listHttp,
                listLimits(ranges).maxBytes());
        this.second = new CrossCheck(ranges, crossCheckHttp);
        this.trust = new RangesValidator(trust);
        this.removal = new GracePeriod(trust.removalGrace());
        this.file = new RangesCacheFile(state);
        this.refusedFile = RangesCacheFile.ofRefused(state);
        this.clock = clock;
    }

    private static HttpLimits listLimits(RangesConfig ranges) {
        return HttpLimits.forList(ranges.provider() == RangesConfig.Provider.CLOUDFLARE);
    }

    /**
     * Fetches, judges and remembers. A failed or refused fetch changes nothing, not even a grace that has run out, and comes back as the
     * last good list with problems. A list that is trusted and cannot be written down comes back fresh, with that problem.
     *
     * @throws NoTrustworthyRangesException if there is no last good list of this source to come back with
     */
    public Ranges refresh(Acceptance acceptance) throws NoTrustworthyRangesException {
        return ask(acceptance, true);
    }

    /** What {@link #refresh} would come to by the rules, without writing the state. */
    public Ranges preview() throws NoTrustworthyRangesException {
        return ask(Acceptance.BY_RULES, false);
    }

    /** What {@link #refresh} and {@link #preview} are doing while they last. */
    public String fetching() {
        return "fetching " + source.shown();
    }

    /** The last good list, asking nobody; the embedded copy where there has never been one. */
    public Ranges lastGood() throws NoTrustworthyRangesException {
        Found found = file.read();
        return fallBack(found, Optional.empty(), List.of(), wayOut(found));
    }

    /**
     * The list that was refused last; empty where none has been since one was taken.
     *
     * @throws StateException if it cannot be read
     */
    public Optional<RefusedRanges> refused() throws StateException {
        Found found = refusedFile.read();
        if (found instanceof Found.Unusable unusable) {
            throw new StateException(unusable.problem());
        }
        if (found instanceof Found.Untouchable untouchable) {
            throw new StateException(untouchable.problem());
        }
        if (found instanceof Found.Unreadable unreadable) {
            throw new StateException(unreadable.problem());
        }
        return found instanceof Found.Valid read ? Optional.of(refused(read.cached())) : Optional.empty();
    }

    private RefusedRanges refused(CachedRanges cached) {
        PublishedRanges list = cached.list();
        return new RefusedRanges(
                ListSource.title(cached.source()),
                cached.fetchedAt(),
                list.digest(),
                list.blocks(),
                trust.judge(list, Optional.empty(), Acceptance.of(list.digest()))
                                instanceof ValidationResult.Refused refused
                        ? Optional.of(refused.text())
                        : Optional.empty());
    }

    private Ranges ask(Acceptance acceptance, boolean remember) throws NoTrustworthyRangesException {
        Stored stored = file.stored();
        Found found = stored.found();
        if (found instanceof Found.Untouchable untouchable) {
            throw new NoTrustworthyRangesException(Rejection.STATE, List.of(untouchable.problem()));
        }
        Optional<CachedRanges> last = cachedOfThisSource(found);
        // At the same time as the list, so both cost no more than the slower of the two.
        Future<CrossCheckResult> opinion = second.begin();
        Fetched fetched;
        try {
            fetched = feed.fetch(last.map(CachedRanges::validators).orElse(Validators.NONE));
        } catch (FetchException e) {
            return fallBack(found, Optional.of(e.rejection()), List.of(e.problem()), wayOut(found));
        }
        CachedRanges candidate = candidate(fetched, last);
        if (acceptance.isOfAnother(candidate.list())) {
            String another =
                    source.shown() + ": not taken: it lists something else by now than what was to be accepted";
            return refused(candidate, Rejection.ANOTHER_LIST, another + wayToAccept(candidate.list()), found, remember);
        }
        ValidationResult judgement = trust.judge(candidate.list(), measure(last), acceptance);
        if (judgement instanceof ValidationResult.Refused refused
                && !(last.isEmpty() && refused.operatorMayAccept() && isVouchedFor(candidate.list(), opinion))) {
            return refused(candidate, refused.rejection(), refusal(refused, candidate.list()), found, remember);
        }
        if (isMeasureLost(found) && acceptance.isByRules()) {
            String lost = source.shown() + ": not taken: the last good list, its measure, is lost";
            return refused(candidate, Rejection.STATE, lost + wayToAccept(candidate.list()), found, remember);
        }
        return trusted(candidate, last, CrossCheck.await(opinion), stored, remember);
    }

    /**
     * What a list may grow and shrink against. Where there is no last good one, or no more, the embedded copy stands for it: no state must
     * not mean no budget. That is all that it does; what only the copy holds is not let in.
     */
    private Optional<PublishedRanges> measure(Optional<CachedRanges> last) {
        return last.map(CachedRanges::list)
                .or(() -> isCloudflare() ? Optional.of(EmbeddedRanges.list()) : Optional.empty());
    }

    /** The provider may have changed more since this program was made than one step may: then two that say the same are believed. */
    private static boolean isVouchedFor(PublishedRanges list, Future<CrossCheckResult> opinion) {
        return CrossCheck.await(opinion).agreesWith(list.addresses());
    }

    private Ranges refused(CachedRanges candidate, Rejection rejection, String problem, Found found, boolean remember)
            throws NoTrustworthyRangesException {
        List<String> problems = new ArrayList<>(List.of(problem));
        if (remember && !candidate.list().blocks().isEmpty()) {
            try {
                refusedFile.replace(candidate);
            } catch (IOException e) {
                problems.add(refusedFile.location() + ": the refused list cannot be kept: "
                        + IoErrors.with(refusedFile.location(), e, ""));
            }
        }
        return fallBack(found, Optional.of(rejection), problems, "");
    }

    private static String wayToAccept(PublishedRanges list) {
        return "; look at it: originwall ranges --refused; to take it: originwall sync --accept " + shown(list);
    }

    private static String shown(PublishedRanges list) {
        return list.digest().substring(0, SHOWN_DIGITS);
    }

    private boolean isMeasureLost(Found found) {
        return found instanceof Found.Unusable && !isCloudflare();
    }

    private boolean isCloudflare() {
        return source.provider() == RangesConfig.Provider.CLOUDFLARE;
    }

    private String wayOut(Found found) {
        return isMeasureLost(found)
                ? "; run: originwall sync, look at the list: originwall ranges --refused, and accept it by its digest"
                : "; run: originwall sync";
    }

    private Ranges trusted(
            CachedRanges candidate,
            Optional<CachedRanges> last,
            CrossCheckResult opinion,
            Stored stored,
            boolean remember)
            throws NoTrustworthyRangesException {
        Found found = stored.found();
        var addresses = candidate.list().addresses();
        var missing = removal.missing(last, addresses, opinion, candidate.fetchedAt());
        CachedRanges cached = new CachedRanges(
                candidate.source(), candidate.validators(), candidate.fetchedAt(), candidate.list(), missing);
        String instead = found instanceof Found.Unreadable ? "" : "; it is written anew from the list fetched now";
        List<String> problems = new ArrayList<>(cacheProblems(found, instead));
        opinion.problem(source, addresses).ifPresent(problems::add);
        if (remember && !(found instanceof Found.Unreadable)) {
            remember(cached, stored.version()).ifPresent(problems::add);
        }
        return ranges(cached, Ranges.State.FRESH, Optional.empty(), problems);
    }

    /** What went wrong with it, if anything. */
    private Optional<String> remember(CachedRanges cached, Optional<String> expected) {
        try {
            file.write(cached, expected);
        } catch (ConflictException e) {
            return Optional.of(file.location() + ": another originwall wrote a list there while this one was fetched;"
                    + " that one is kept, run originwall sync again");
        } catch (IOException e) {
            return Optional.of(
                    file.location() + ": the list cannot be remembered: " + IoErrors.with(file.location(), e, ""));
        }
        try {
            refusedFile.discard();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(refusedFile.location() + ": the list that was refused before cannot be deleted: "
                    + IoErrors.with(refusedFile.location(), e, ""));
        }
    }

    private CachedRanges candidate(Fetched fetched, Optional<CachedRanges> last) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (fetched instanceof Fetched.List list) {
            return new CachedRanges(source.identity(), list.validators(), now, list.listing(), new TreeMap<>());
        }
        CachedRanges confirmed = last.orElseThrow(() -> new IllegalStateException("304 to an unconditional request"));
        return new CachedRanges(confirmed.source(), confirmed.validators(), now, confirmed.list(), confirmed.missing());
    }

    private String refusal(ValidationResult.Refused refused, PublishedRanges list) {
        return source.shown() + ": refused: " + refused.text()
                + (refused.operatorMayAccept()
                        ? wayToAccept(list)
                        : "; the list (digest " + shown(list)
                                + ") is wrong or not the provider's, look at it: originwall ranges --refused");
    }

    private Optional<CachedRanges> cachedOfThisSource(Found found) {
        return found instanceof Found.Valid read && read.cached().source().equals(source.identity())
                ? Optional.of(read.cached())
                : Optional.empty();
    }

    private Ranges fallBack(Found found, Optional<Rejection> rejection, List<String> problems, String wayOut)
            throws NoTrustworthyRangesException {
        Optional<CachedRanges> last = cachedOfThisSource(found);
        if (last.isPresent()) {
            String stays = "; the list of " + last.get().fetchedAt() + " stays in force";
            return ranges(
                    last.get(),
                    Ranges.State.CACHED,
                    rejection,
                    problems.stream().map(problem -> problem + stays).toList());
        }
        List<String> all = new ArrayList<>(problems);
        if (found instanceof Found.Nothing && isCloudflare()) {
            all.add("there has never been a good list here: the copy of "
                    + EmbeddedRanges.TAKEN.toString().substring(0, 10) + " inside originwall is used"
                    + (config.networks().isEmpty() ? "" : ", without jdcloud"));
            CachedRanges embedded = new CachedRanges(
                    source.identity(), Validators.NONE, EmbeddedRanges.TAKEN, EmbeddedRanges.list(), new TreeMap<>());
            return ranges(embedded, Ranges.State.EMBEDDED, rejection, all);
        }
        all.addAll(cacheProblems(found, wayOut));
        if (found instanceof Found.Nothing) {
            all.add("there has never been a good list of " + source.shown());
        }
        throw new NoTrustworthyRangesException(rejection.orElse(Rejection.STATE), all);
    }

    private List<String> cacheProblems(Found found, String wayOut) {
        if (found instanceof Found.Unusable unusable) {
            return List.of(unusable.problem() + wayOut);
        }
        if (found instanceof Found.Untouchable untouchable) {
            return List.of(untouchable.problem());
        }
        if (found instanceof Found.Unreadable unreadable) {
            return List.of(unreadable.problem());
        }
        if (found instanceof Found.Valid read && !read.cached().source().equals(source.identity())) {
            return List.of(file.location() + " holds the list of another source ("
                    + ListSource.title(read.cached().source()) + "), which is no measure for that of " + source.title()
                    + wayOut);
        }
        return List.of();
    }

    private Ranges ranges(CachedRanges cached, Ranges.State state, Optional<Rejection> rejection, List<String> problems)
            throws NoTrustworthyRangesException {
        String origin = source.origin();
        List<RangeEntry> entries = new ArrayList<>();
        cached.list().blocks().forEach(block -> entries.add(new RangeEntry(block, origin, Optional.empty())));
        cached.missing()
                .forEach((since, blocks) -> blocks.forEach(
                        block -> entries.add(new RangeEntry(block, origin, Optional.of(removal.due(since))))));
        entries.removeIf(entry -> !config.ipv6() && entry.block().family() == Family.IPV6);
        if (entries.isEmpty()) {
            throw new NoTrustworthyRangesException(
                    Rejection.EMPTY,
                    List.of(source.shown() + ": nothing is left of the list without IPv6; set ranges.ipv6: true"));
        }
        entries.sort(Comparator.comparing(RangeEntry::block));
        Optional<String> etag =
                cached.list().etag().or(() -> cached.validators().etag());
        return new Ranges(
                origin, state, cached.fetchedAt(), etag, List.copyOf(entries), rejection, List.copyOf(problems));
    }
}
