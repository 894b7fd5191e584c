package io.originwall.linux.survey;

import io.originwall.api.Change;
import io.originwall.api.Finding;
import io.originwall.api.Guard;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.survey.Links.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bridges behind which only containers and virtual machines are. What they send is exempt, and what is sent on to them is guarded. The
 * kernel tells which they are: those that no default route and no network device leads to. A name decides only about a bridge without ports,
 * since a rule for {@code br-*} would let an operator's {@code br-wan} through.
 *
 * @param known their names, in order; empty if the host could not be asked
 * @param refused the others that somebody could take for one, each with why it is none
 * @param problems what the config says and this host does not allow, one line each, with what to do
 * @param findings for an audit
 * @param cluster pods that come through no bridge
 */
public record Bridges(
        Optional<List<String>> known,
        List<String> refused,
        List<String> problems,
        List<Finding> findings,
        ClusterAddresses cluster) {
    /** What the line of a plan begins with that is about them. */
    public static final String CHANGE = "container bridges: ";

    private static final Path INTERFACES = Path.of("/proc/self/net/dev");
    private static final Pattern ENGINE = Pattern.compile("docker0|docker_gwbridge|br-[0-9a-f]{12}|(cni-)?podman\\d+"
            + "|nerdctl\\d+|cni\\d+|virbr\\d+|lxcbr\\d+|lxdbr\\d+|incusbr\\d+");
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9._@-]{1,15}");

    public Bridges {
        known = known.map(List::copyOf);
        refused = List.copyOf(refused);
        problems = List.copyOf(problems);
        findings = List.copyOf(findings);
    }

    /** The kernel takes nearly any name; in a script, some would be another one's, or more than a name. */
    private static boolean isPlain(String name) {
        return INTERFACE.matcher(name).matches();
    }

    /** Where no bridge is asked for. */
    public static Bridges none() {
        return new Bridges(Optional.of(List.of()), List.of(), List.of(), List.of(), new ClusterAddresses(List.of()));
    }

    /** Why the config cannot list these, whatever the host; empty if it can. */
    public static Optional<String> refusal(List<String> configured) {
        for (String name : configured) {
            if (!isPlain(name)) {
                return Optional.of("bridges: \"" + name + "\" is not the name of an interface");
            }
            if (name.equals("lo")) {
                return Optional.of(
                        "bridges: \"lo\" is no bridge, and what comes through it is never guarded; take it out");
            }
        }
        return Optional.empty();
    }

    /**
     * Never fails: the guard must stand even if nothing is known of the bridges.
     *
     * @param configured listed in the config
     */
    public static Bridges find(CommandRunner runner, Set<String> configured) {
        try {
            Links links = Links.read(runner);
            Bridges found = of(links, configured);
            return new Bridges(
                    found.known, found.refused, found.problems, found.findings, ClusterAddresses.find(runner, links));
        } catch (IOException e) {
            return unknown(runner, configured, String.valueOf(e.getMessage()));
        }
    }

    static Bridges of(Links links, Set<String> configured) {
        Builder builder = new Builder(links, configured);
        links.all().values().stream()
                .filter(link -> link.kind().equals("bridge") || configured.contains(link.name()))
                .forEach(builder::add);
        new TreeSet<>(configured)
                .stream().filter(name -> links.find(name).isEmpty()).forEach(builder::missing);
        return new Bridges(
                Optional.of(builder.names.stream().sorted().toList()),
                builder.refused,
                builder.problems,
                builder.findings,
                new ClusterAddresses(List.of()));
    }

    /**
     * Their names.
     *
     * @param standing what the guard that is in force takes for them; it stays so while the host cannot be asked
     */
    public List<String> orElse(Collection<String> standing) {
        return known.orElseGet(() -> standing.stream().filter(Bridges::isPlain).toList());
    }

    /** What the plan for a guard leaves out or cannot promise on this host, one line each, with what to do. */
    public List<String> problems(Guard wanted) {
        return Stream.concat(problems.stream(), cluster.obstacle(wanted).stream())
                .toList();
    }

    /** Why a guard must not be put up on this host where none stands, with the way out. */
    public Optional<String> obstacle(Guard wanted) {
        return cluster.obstacle(wanted);
    }

    /** The same changes; one of the bridges says why some are not among them. */
    public List<Change> explain(List<Change> changes) {
        String why = refused.isEmpty() ? "" : " (" + String.join("; ", refused) + ")";
        return changes.stream()
                .map(change -> change.what().startsWith(CHANGE) ? new Change(change.op(), change.what() + why) : change)
                .toList();
    }

    private static Bridges unknown(CommandRunner runner, Set<String> configured, String problem) {
        Finding finding = new Finding(
                "bridges-unknown",
                "container bridges were not looked for: " + problem.replaceAll("; [^;]*$", ""),
                problem.replaceAll("^.*; ", ""));
        List<String> problems = mayHaveBridges(runner, configured)
                ? List.of("which bridges lead to containers only is not known, so nothing was changed about them: "
                        + problem)
                : List.of();
        return new Bridges(Optional.empty(), List.of(), problems, List.of(finding), new ClusterAddresses(List.of()));
    }

    private static boolean mayHaveBridges(CommandRunner runner, Set<String> configured) {
        try {
            return !configured.isEmpty()
                    || parse(runner.read(INTERFACES)).stream()
                            .anyMatch(name -> ENGINE.matcher(name).matches());
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads {@code   docker0: 1234 …}, one interface a line after two lines of headings. */
    private static List<String> parse(String interfaces) {
        return interfaces
                .lines()
                .skip(2)
                .map(line ->
                        line.substring(0, Math.max(line.lastIndexOf(": "), 0)).strip())
                .toList();
    }

    private static final class Builder {
        private final Links links;
        private final Set<String> configured;
        private final List<String> names = new ArrayList<>();
        private final List<String> refused = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        private Builder(Links links, Set<String> configured) {
            this.links = links;
            this.configured = configured;
        }

        private void add(Link link) {
            String name = link.name();
            boolean isListed = configured.contains(name);
            boolean isEngines = ENGINE.matcher(name).matches();
            boolean isEmpty = links.ports(name).findAny().isEmpty();
            Optional<Uplink> uplink = Uplink.of(name, links);
            if (isListed && !link.kind().equals("bridge") && !link.kind().equals("openvswitch")) {
                problem(name + " is no bridge");
            } else if (uplink.filter(Uplink::certain).isPresent()) {
                String why = name + " " + uplink.get().reason();
                if (isListed) {
                    problem(why);
                } else if (isEngines) {
                    refused.add(why);
                    findings.add(new Finding(
                            "bridge-with-uplink",
                            why + ": strangers come through it, so its containers count as strangers too",
                            "give the containers a bridge of their own"));
                }
            } else if (isListed || (uplink.isEmpty() && (!isEmpty || isEngines))) {
                if (isPlain(name)) {
                    names.add(name);
                } else {
                    findings.add(new Finding(
                            "bridge-name",
                            "the name of the bridge " + shown(name)
                                    + " cannot stand in a rule, so its containers count as strangers",
                            "rename it: letters, digits and . _ @ - can"));
                }
            } else if (uplink.isPresent()) {
                findings.add(new Finding(
                        "bridge-undecided",
                        name + " " + uplink.get().reason()
                                + ": whether only containers are behind it is not known, so they count as strangers",
                        "if so, add " + name + " to bridges of this target"));
            }
        }

        /** On one line, and without what a terminal obeys. */
        private static String shown(String name) {
            return name.replaceAll("[^ -~]", "?");
        }

        private void missing(String name) {
            problem("there is no interface " + name);
        }

        private void problem(String why) {
            problems.add("bridges: " + why + ", so the guard does without it; take it out of bridges");
        }
    }
}
