package io.originwall.agent.log;

import static io.originwall.testing.Generator.forAll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.originwall.agent.config.LogConfig.Format;
import io.originwall.agent.config.LogConfig.Level;
import io.originwall.text.OneLine;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineFormatTest {
    private static final String TIME = "time=2026-11-22T10:00:00.120Z ";

    private final Captured log = new Captured();

    @Test
    void whatIsNoEventIsKnownByWhoSaysIt() {
        log.daemon(Format.TEXT, Level.INFO).logger().warn("{} of {} went wrong", 1, "two");

        assertThat(log.line())
                .isEqualTo(TIME + "level=warn logger=io.originwall.agent.Somewhere msg=\"1 of two went wrong\"");
    }

    @Test
    void valuesStandInQuotesWhereTheyMust() {
        log.daemon(Format.TEXT, Level.INFO)
                .logger()
                .atInfo()
                .addKeyValue("bare", "2400:cb00::/32,é")
                .addKeyValue("empty", "")
                .addKeyValue("space", "a b")
                .addKeyValue("quote", "\"")
                .addKeyValue("equals", "a=b")
                .addKeyValue("backslash", "C:\\x")
                .addKeyValue("list", List.of("a", "b"))
                .addKeyValue("nothing", (Object) null)
                .log();

        assertThat(log.line())
                .isEqualTo(TIME + "level=info bare=2400:cb00::/32,é empty=\"\" space=\"a b\" quote=\"\\\"\""
                        + " equals=\"a=b\" backslash=\"C:\\\\x\" list=\"a; b\" nothing=null");
    }

    @Test
    void nothingBreaksOutOfTheLineOrReachesATerminal() {
        String hostile = "a\r\nb\tc\u001b[31m\u009b2J\u0000\u202ed\u2028e\ud800\udbff\udfff";

        log.daemon(Format.TEXT, Level.INFO).logger().warn(hostile);
        assertThat(log.line())
                .endsWith(" msg=\"a\\r\\nb\\tc\\u001b[31m\\u009b2J\\u0000\\u202ed\\u2028e\\ud800\\udbff\\udfff\"");

        log.daemon(Format.JSON, Level.INFO).logger().warn(hostile);
        assertThat(log.line())
                .endsWith(",\"msg\":\"a\\r\\nb\\tc\\u001B[31m\\u009b2J\\u0000\\u202ed\\u2028e\\ud800\\udbff\\udfff\"}");

        log.command(false).logger().warn(hostile);
        assertThat(log.line())
                .isEqualTo("originwall: warning: a\\u000d\\u000ab\\u0009c\\u001b[31m\\u009b2J\\u0000\\u202ed\\u2028e"
                        + "\\ud800\\udbff\\udfff");
    }

    @Test
    void whateverIsLoggedIsOneBoundedLine() {
        forAll(any -> {
            String message = any.text();
            String value = any.text();
            Captured captured = new Captured();
            captured.daemon(Format.TEXT, Level.INFO);
            captured.logger().atWarn().addKeyValue("value", value).log(message);
            assertThat(captured.line()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(26_000);

            captured.daemon(Format.JSON, Level.INFO);
            captured.logger().atWarn().addKeyValue("value", value).log(message);
            String json = captured.line();
            assertThat(json).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(26_000);
            JsonNode read = new ObjectMapper().readTree(json);
            assertThat(read.get("value").asText()).isEqualTo(OneLine.cut(value, 2_000));

            captured.command(false);
            captured.logger().atWarn().addKeyValue("value", value).log(message);
            assertThat(captured.line()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(26_000);
        });
    }

    @Test
    void longTextsAndListsAreCut() {
        List<String> many =
                IntStream.range(0, 100_000).mapToObj(i -> "x".repeat(10)).toList();

        log.daemon(Format.TEXT, Level.INFO)
                .logger()
                .atInfo()
                .addKeyValue("many", many)
                .log("{}", many);

        String line = log.line();
        assertThat(line)
                .hasSizeLessThan(3_000)
                .contains("…\" many=\"xxxxxxxxxx; ")
                .endsWith("; and 99990 more\"");
    }

    @Test
    void aCutLeavesNoHalfCharacter() {
        assertThat(OneLine.cut("ab\ud83d\ude00", 3)).isEqualTo("ab…");
        assertThat(OneLine.cut("abc", 3)).isEqualTo("abc");
    }

    @Test
    void anUnexpectedErrorHasItsStackInTheSameLine() {
        Exception bug = new IllegalStateException("first", new IOException("cause"));

        log.daemon(Format.TEXT, Level.INFO).logger().error("it broke", bug);
        assertThat(log.line())
                .contains(
                        " msg=\"it broke\" stack=\"java.lang.IllegalStateException: first | at io.originwall.agent.log.")
                .contains(" | Caused by: java.io.IOException: cause | ");

        log.daemon(Format.JSON, Level.INFO).logger().error("it broke", bug);
        assertThat(log.line())
                .contains("\"msg\":\"it broke\",\"stack\":\"java.lang.IllegalStateException: first | at ");
    }

    @Test
    void anExpectedOneHasItAtDebugOnly() {
        log.daemon(Format.TEXT, Level.INFO).logger().warn("no answer", new IOException("timed out"));
        assertThat(log.line()).endsWith(" msg=\"no answer\" exception=\"java.io.IOException: timed out\"");

        log.daemon(Format.TEXT, Level.DEBUG).logger().warn("no answer", new IOException("timed out"));
        assertThat(log.line()).contains(" msg=\"no answer\" stack=\"java.io.IOException: timed out | at ");
    }

    @Test
    void anEndlessStackIsCut() {
        Exception deep = new IllegalStateException("end", new IOException("its cause"));
        StackTraceElement[] frames = new StackTraceElement[5_000];
        Arrays.fill(frames, new StackTraceElement("some.Class", "recurse", "Class.java", 1));
        deep.setStackTrace(frames);
        deep.addSuppressed(new IOException("while closing"));

        assertThat(StackTraces.of(deep))
                .hasSizeLessThan(8_000)
                .startsWith("java.lang.IllegalStateException: end | at some.Class.recurse(Class.java:1) | at ")
                .contains("(Class.java:1) | and 4980 more frames | Suppressed: java.io.IOException: while closing"
                        + " | Caused by: java.io.IOException: its cause | at ");
    }

    @Test
    void causesInACircleAreCutToo() {
        Exception inner = new IOException("inner");
        Exception outer = new IOException("outer", inner);
        inner.initCause(outer);

        assertThat(StackTraces.of(outer)).endsWith(" | and more causes");
    }

    @Test
    void atTheJournalALineBeginsWithItsPriority() {
        log.daemonAtTheJournal(Format.TEXT);
        log.logger().error("a");
        log.logger().warn("b");
        log.logger().info("c");

        String from = "logger=io.originwall.agent.Somewhere ";
        assertThat(log.lines())
                .as("and has no time, which the journal knows")
                .containsExactly(
                        "<3>level=error " + from + "msg=a",
                        "<4>level=warn " + from + "msg=b",
                        "<6>level=info " + from + "msg=c");
    }

    @Test
    void atTheJournalJsonHasAPriorityToo() {
        log.daemonAtTheJournal(Format.JSON).logger().info("c");

        assertThat(log.line()).startsWith("<6>{\"time\":\"2026-11-22T10:00:00.120Z\",\"level\":\"info\",");
    }

    @Test
    void aCommandSpeaksToAPerson() {
        log.command(false);
        log.logger().warn("it differs again");
        log.logger().error("it broke", new IllegalStateException("boom"));
        log.logger().atWarn().addKeyValue("target", "a b").log("look");
        log.logger().info("unheard");

        assertThat(log.lines())
                .as("without a stack: that is for -v")
                .containsExactly(
                        "originwall: warning: it differs again",
                        "originwall: error: it broke: java.lang.IllegalStateException: boom",
                        "originwall: warning: look target=\"a b\"");
    }

    @Test
    void verboseShowsEverything() {
        log.command(true);
        log.logger().debug("nft list: exit code 0");
        log.logger().debug("it broke", new IllegalStateException("boom\u001b[2J"));

        assertThat(log.lines().get(0)).isEqualTo("originwall: debug: nft list: exit code 0");
        assertThat(log.lines().get(1)).isEqualTo("originwall: debug: it broke");
        assertThat(log.lines().get(2)).isEqualTo("  java.lang.IllegalStateException: boom\\u001b[2J");
        assertThat(log.lines().get(3)).startsWith("    at io.originwall.agent.log.");
    }
}
