package io.originwall.agent.cli;

import io.originwall.agent.ranges.NoTrustworthyRangesException;
import io.originwall.agent.ranges.RangeEntry;
import io.originwall.agent.ranges.RangesService;
import io.originwall.agent.sync.AllowList;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.api.Probeable;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.api.Verdict;
import io.originwall.json.Json;
import io.originwall.net.Address;
import io.originwall.net.AddressFormatException;
import io.originwall.net.Port;
import io.originwall.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Would this address be let in, and by which entry? Asks each target itself, not a model of it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  originwall check 198.51.100.7            # on every guarded port",
            "  originwall check 2001:db8::1 443/udp     # one port, HTTP/3 here"
        })
final class CheckCommand implements Callable<Integer> {
    private final Originwall root;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetSelection selection = new TargetSelection();

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address.")
    private String address = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PORT",
            description = "443, 443/tcp or 443/udp. Default: every guarded port.")
    private Optional<String> port = Optional.empty();

    CheckCommand(Originwall root) {
        this.root = root;
    }

    /** What one target says of one port: a verdict, or why there is none; neither where it cannot be asked. */
    private record Answer(String target, Port port, Optional<Verdict> verdict, Optional<String> error) {}

    @Override
    public Integer call() throws Exception {
        Address from = parsed(() -> Address.parse(address));
        Optional<Port> to = parsed(() -> port.map(Port::parse));
        try (CommandContext context = CommandContext.open(root)) {
            DaemonClient.warnOfAnotherConfig(root, context);
            AllowList allow = allow(context.rangesService(), context);
            List<GuardedTarget> targets =
                    allow.entries().isEmpty() ? context.unguarded(selection) : context.targets(selection, allow);
            List<Answer> answers = root
                    .progress()
                    .each(
                            targets,
                            target -> ports(context, target, to).stream()
                                    .map(one -> ask(target, from, one))
                                    .toList())
                    .stream()
                    .flatMap(List::stream)
                    .toList();
            print(from, answers, allow.entryFor(from));
            return code(answers);
        }
    }

    private <T> T parsed(java.util.function.Supplier<T> parse) {
        try {
            return parse.get();
        } catch (AddressFormatException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** To name the origin of an entry, and for a target to tell its guard by: the verdict is the target's. */
    private static AllowList allow(RangesService rangesService, CommandContext context) {
        try {
            return AllowList.of(rangesService.lastGood(), context.config().allow());
        } catch (NoTrustworthyRangesException e) {
            return new AllowList(List.of());
        }
    }

    /** The first port of each guarded range stands for all of it: they share one allow list. */
    private static List<Port> ports(CommandContext context, GuardedTarget target, Optional<Port> to) {
        if (to.isPresent()) {
            return List.of(to.get());
        }
        List<PortRange> guarded = context.config().targets().stream()
                .filter(configured -> configured.name().equals(target.target().name()))
                .flatMap(configured -> configured.guard().ports().stream())
                .toList();
        return PortRange.merge(guarded).stream()
                .map(range -> new Port(range.first(), range.protocol()))
                .toList();
    }

    private static Answer ask(GuardedTarget guarded, Address from, Port to) {
        Target target = guarded.target();
        try {
            Optional<Probeable> probeable = target.probeable();
            if (probeable.isEmpty()) {
                return new Answer(target.name(), to, Optional.empty(), Optional.empty());
            }
            Verdict verdict = probeable.get().check(from, to, guarded.wanted());
            return new Answer(target.name(), to, Optional.of(verdict), Optional.empty());
        } catch (TargetException e) {
            return new Answer(target.name(), to, Optional.empty(), Optional.ofNullable(e.getMessage()));
        }
    }

    private static int code(List<Answer> answers) {
        List<Verdict> verdicts =
                answers.stream().flatMap(answer -> answer.verdict().stream()).toList();
        // That nobody could be asked must not look like "allowed everywhere".
        if (verdicts.isEmpty()
                || answers.stream().anyMatch(answer -> answer.error().isPresent())) {
            return ExitCode.FAILED;
        }
        return verdicts.stream().allMatch(Verdict::isLetIn) ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private void print(Address from, List<Answer> answers, Optional<RangeEntry> entry) {
        Console console = root.console();
        if (root.json()) {
            List<Map<String, Object>> verdicts = new ArrayList<>();
            answers.forEach(answer -> verdicts.add(json(answer)));
            console.out()
                    .println(Json.text(Json.object(
                            "address",
                            from,
                            "entry",
                            entry.map(RangeEntry::block),
                            "origin",
                            entry.map(RangeEntry::origin),
                            "verdicts",
                            verdicts)));
        } else {
            // What a target cannot say, or what keeps it from answering, is mostly the same for each port.
            answers.stream()
                    .filter(answer -> answer.error().isEmpty())
                    .map(answer -> text(from, answer, entry))
                    .distinct()
                    .forEach(console.out()::println);
        }
        answers.stream()
                .flatMap(answer -> answer.error().map(error -> "target " + answer.target() + ": " + error).stream())
                .distinct()
                .forEach(console::tell);
    }

    private String text(Address from, Answer answer, Optional<RangeEntry> entry) {
        return answer.verdict()
                .map(verdict -> text(from, answer, verdict, entry))
                .orElse(answer.target() + ": not checked: this kind of target cannot say");
    }

    private String text(Address from, Answer answer, Verdict verdict, Optional<RangeEntry> entry) {
        String word = verdict.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return answer.target() + ": " + from + " to " + answer.port() + ": "
                + (verdict.isLetIn() ? root.style().good(word) : root.style().bad(word)) + " (" + why(verdict, entry)
                + ")";
    }

    /** The target's own entry, and where it comes from; merged ones are broader than what they come from. */
    private static String why(Verdict verdict, Optional<RangeEntry> entry) {
        return entry.filter(found -> verdict.outcome() == Verdict.Outcome.ALLOWED)
                .map(found -> {
                    String source = found.origin() + " " + found.block();
                    return verdict.by().equals(found.block().toString()) ? source : verdict.by() + ", from " + source;
                })
                .orElse(verdict.by());
    }

    private static Map<String, Object> json(Answer answer) {
        return Json.object(
                "target",
                answer.target(),
                "port",
                answer.port(),
                "outcome",
                answer.verdict()
                        .map(verdict -> verdict.outcome()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                        .or(() -> answer.error().isPresent() ? Optional.empty() : Optional.of("not-checked")),
                "letIn",
                answer.verdict().map(Verdict::isLetIn),
                "by",
                answer.verdict().map(Verdict::by),
                "error",
                answer.error());
    }
}
