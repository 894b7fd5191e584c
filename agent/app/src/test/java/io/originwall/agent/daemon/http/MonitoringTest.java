package io.originwall.agent.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.originwall.agent.cli.generate.Tool;
import io.originwall.agent.event.Cause;
import io.originwall.agent.event.Event;
import io.originwall.agent.event.TargetReport.Result;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.ranges.Rejection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, the dashboard and the list of metrics speak of what a running server tells, and of nothing else. */
class MonitoringTest {
    private static final Path MONITORING = Path.of("..", "deploy", "monitoring");
    private static final Path ALERTS = MONITORING.resolve("alerts.yaml");
    private static final String RUNBOOK = "docs/operations.md";
    private static final Path DASHBOARD = MONITORING.resolve("grafana-dashboard.json");
    private static final Path ALERT_TESTS =
            Path.of("app", "src", "test", "resources", "monitoring", "alerts.test.yaml");

    private static final Pattern METRIC = Pattern.compile("\\b(?:originwall|process)_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(" + METRIC + ")\\{([^}]*)\\}");
    private static final Pattern EQUALITY = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /** Labels that Prometheus itself adds to whatever it scrapes. */
    private static final Set<String> FROM_THE_SCRAPE = Set.of("job", "instance");

    @TempDir
    private Path directory = Path.of("");

    private Lab lab = startedLab();
    private String exposed = "";

    private static Lab startedLab() {
        try {
            return new Lab(FakeOverview.ready());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void letEverythingHappen() throws Exception {
        Instant now = FakeOverview.NOW;
        Stream.of(
                        new Event.RangesFetched(now, FakeOverview.ranges(Ranges.State.FRESH), true),
                        new Event.RangesRejected(now, Rejection.SHRINKS, List.of("shrinks"), Optional.empty()),
                        new Event.Synced(
                                now, Cause.WATCH, FakeOverview.report("host", Result.CHANGED), FakeOverview.GUARD),
                        new Event.Fight(now, "host", 5, Duration.ofSeconds(10)),
                        new Event.WatchRestarted(now, "host"),
                        new Event.ConfigReloaded(now, List.of()),
                        new Event.ConfigRefused(now, List.of("no")),
                        new Event.ClockJumped(now, Duration.ofHours(1)),
                        new Event.StateProblem(now, "disk full"))
                .forEach(lab.metrics);
        exposed = lab.get("/metrics").body();
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @Test
    void theAlertsAskForWhatThereIs() {
        assertThat(expressions(new YAMLFactory(), ALERTS))
                .hasSizeGreaterThan(8)
                .allSatisfy(this::assertExposed)
                .anySatisfy(expression -> assertThat(expression).contains("originwall_target_in_sync"));
    }

    @Test
    void theDashboardAsksForWhatThereIs() {
        assertThat(expressions(new JsonFactory(), DASHBOARD))
                .hasSizeGreaterThan(15)
                .allSatisfy(this::assertExposed);
    }

    @Test
    void theDashboardShowsEverything() {
        String dashboard = String.join("\n", expressions(new JsonFactory(), DASHBOARD));
        // These are for alerts, or say the same as one that is shown.
        Set<String> notShown = Set.of(
                "originwall_build_info",
                "originwall_config_last_reload_success_timestamp_seconds",
                "originwall_ranges_last_good_fetch_timestamp_seconds",
                "originwall_ranges_state",
                "originwall_target_last_look_timestamp_seconds",
                "process_start_time_seconds");

        assertThat(families()).allMatch(family -> dashboard.contains(family) != notShown.contains(family));
    }

    @Test
    void everyAlertSaysWhatToDo() throws Exception {
        String alerts = Files.readString(ALERTS);

        assertThat(count(alerts, "- alert: "))
                .isGreaterThan(8)
                .isEqualTo(count(alerts, " summary: "))
                .isEqualTo(count(alerts, " description: "))
                .isEqualTo(count(alerts, " severity: "));
    }

    @Test
    void everyAlertHasASectionOfTheOperationsPageAndPointsThere() throws Exception {
        List<String> alerts = all("- alert: (\\w+)", ALERTS);
        List<String> sections = all("(?m)^### (Originwall\\w+)$", Path.of("..", RUNBOOK));

        assertThat(sections).containsExactlyElementsOf(alerts);
        assertThat(all("runbook: (\\S+)", ALERTS))
                .containsExactlyElementsOf(alerts.stream()
                        .map(alert -> RUNBOOK + "#" + alert.toLowerCase(Locale.ROOT))
                        .toList());
    }

    /** What the first group of a pattern finds. */
    private static List<String> all(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void everyMetricIsDocumentedAndNothingElse() throws Exception {
        List<String> documented = Files.readAllLines(MONITORING.resolve("README.md")).stream()
                .filter(line -> METRIC.matcher(line).find() && line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();

        assertThat(documented).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(families());
    }

    @Test
    void everyReasonAndCauseIsDocumented() throws Exception {
        assertThat(Files.readString(MONITORING.resolve("README.md")))
                .contains(Stream.of(Rejection.values())
                        .map(reason -> "`" + reason + "`")
                        .toList())
                .contains(Stream.of(Cause.values())
                        .map(cause -> "`" + cause + "`")
                        .toList());
    }

    @Test
    void promtoolFindsNothingWrongWithTheAlerts() throws Exception {
        assertThat(promtool(
                        "check",
                        "rules",
                        "--lint-fatal",
                        ALERTS.toAbsolutePath().toString()))
                .isZero();
    }

    @Test
    void theAlertsFireWhenTheyShould() throws Exception {
        Files.copy(ALERTS, directory.resolve("alerts.yaml"));
        Path tests = Files.copy(ALERT_TESTS, directory.resolve("alerts.test.yaml"));

        assertThat(promtool("test", "rules", tests.toString())).isZero();
    }

    @Test
    void everyAlertHasATest() throws Exception {
        String tests = Files.readString(ALERT_TESTS);

        assertThat(Pattern.compile("- alert: (\\w+)")
                        .matcher(Files.readString(ALERTS))
                        .results())
                .isNotEmpty()
                .allMatch(alert -> tests.contains("alertname=\"" + alert.group(1) + "\""));
    }

    @Test
    void promtoolFindsNothingWrongWithTheMetrics() throws Exception {
        requirePromtool();
        Path metrics = Files.writeString(directory.resolve("metrics.txt"), exposed);
        Tool.Outcome outcome = Tool.run(
                directory, Map.of(), "sh", "-c", "exec promtool check metrics <\"$1\"", "sh", metrics.toString());

        assertThat(outcome.lines()).isEmpty();
        assertThat(outcome.code()).isZero();
    }

    private int promtool(String... arguments) throws Exception {
        requirePromtool();
        String[] argv =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new);
        Tool.Outcome outcome = Tool.run(directory, Map.of(), argv);
        assertThat(outcome.code()).as(String.join("\n", outcome.lines())).isZero();
        return outcome.code();
    }

    /** Skips the test where there is no promtool; on a build machine there has to be one. */
    private static void requirePromtool() {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isInstalled("promtool")).as("promtool is not installed").isTrue();
        } else {
            assumeThat(isInstalled("promtool")).as("promtool is installed").isTrue();
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    /** Every metric that an expression names is told, with every label and, where it is compared to one, the very value. */
    private void assertExposed(String expression) {
        assertThat(METRIC.matcher(expression).results().map(MatchResult::group).map(this::lines))
                .as(expression)
                .noneMatch(List::isEmpty);
        SELECTOR.matcher(expression).results().forEach(selector -> {
            List<String> lines = lines(selector.group(1));
            EQUALITY.matcher(selector.group(2))
                    .results()
                    .filter(label -> !FROM_THE_SCRAPE.contains(label.group(1)))
                    .filter(label -> !label.group(2).equals("observe")) // the target enforces
                    .forEach(label -> assertThat(lines).as(expression).anyMatch(line -> line.contains(label.group())));
        });
    }

    private List<String> lines(String metric) {
        return exposed.lines()
                .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                .toList();
    }

    private Set<String> families() {
        return exposed.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.substring("# TYPE ".length()).split(" ", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> expressions(JsonFactory format, Path file) {
        List<String> expressions = new ArrayList<>();
        try (JsonParser parser = format.createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && "expr".equals(parser.currentName())) {
                    expressions.add(parser.getText());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return expressions;
    }

    private static long count(String text, String part) {
        return Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
