package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import io.originwall.agent.ranges.Ranges;
import io.originwall.agent.report.StatusDocument;
import io.originwall.agent.report.StatusDocument.ConfigFile;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.api.Mode;
import io.originwall.api.Traffic;
import io.originwall.json.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints how the targets stand. */
final class StatusView {
    private final Display display;

    StatusView(Display display) {
        this.display = display;
    }

    /**
     * Prints it and returns the exit code.
     *
     * @param ranges empty where there are none yet
     */
    int print(Optional<Ranges> ranges, List<TargetStatus> targets, ConfigFile config) {
        Console console = display.console();
        ranges.ifPresent(list -> RangesView.warn(list, console));
        if (display.json()) {
            console.out().println(Json.text(StatusDocument.of(ranges, targets, Optional.of(config))));
        } else {
            console.out()
                    .println(ranges.map(list -> RangesView.text(list, console.clock()))
                            .orElse("ranges: none yet"));
            targets.forEach(this::print);
        }
        targets.forEach(target -> target.report()
                .flatMap(TargetReport::error)
                .ifPresent(error -> display.tell("target " + target.name() + ": " + error)));
        tell(config);
        boolean isFileGood =
                config.state() == ConfigFile.State.IN_FORCE || config.state() == ConfigFile.State.NOT_IN_FORCE;
        return isFileGood && targets.stream().allMatch(TargetStatus::isInSync) ? ExitCode.OK : ExitCode.FAILED;
    }

    private void tell(ConfigFile config) {
        switch (config.state()) {
            case IN_FORCE -> {
                return;
            }
            case NOT_IN_FORCE ->
                display.warn(config.file() + " is not what is enforced"
                        + (config.problems().isEmpty()
                                ? ": it was edited; run originwall reload"
                                : ": " + String.join("; ", config.problems())));
            case NOT_CONFIRMED ->
                display.tell(config.file() + " is not what is enforced: "
                        + (config.problems().isEmpty()
                                ? "it was on trial and not confirmed; run originwall reload to take it"
                                : String.join("; ", config.problems())));
            case REFUSED -> {
                config.problems().forEach(display::tell);
                display.tell(config.file() + " is refused; what was accepted last stays enforced");
            }
        }
    }

    private void print(TargetStatus target) {
        PrintStream out = display.console().out();
        out.println(display.style().strong(target.name()) + " (" + target.type() + "): " + state(target)
                + lastChange(target));
        target.traffic().ifPresent(traffic -> {
            String denied =
                    target.guard().filter(guard -> guard.mode() == Mode.OBSERVE).isPresent()
                            ? " would have been denied"
                            : " denied";
            print(out, "IPv4", traffic.ipv4(), denied);
            print(out, "IPv6", traffic.ipv6(), denied);
        });
    }

    private static void print(PrintStream out, String family, Traffic.Packets packets, String denied) {
        out.println("  " + family + " packets: " + packets.allowed() + " allowed, " + packets.denied() + denied);
    }

    private String state(TargetStatus target) {
        if (target.isRemoved()) {
            GuardRemoval removal = target.removed().orElseThrow();
            return display.style().bad("removed") + " by " + removal.by() + " "
                    + Age.text(Duration.between(
                            removal.at(), display.console().clock().instant()))
                    + " ago; originwall sync puts the guard up again";
        }
        return target.report().map(report -> state(report) + mode(target)).orElse("not looked at yet");
    }

    private String state(TargetReport report) {
        return switch (report.result()) {
            case IN_SYNC, CHANGED -> display.style().good("in sync");
            case PENDING ->
                display.style().bad("not in sync")
                        + (report.changes().isEmpty()
                                ? ""
                                : " (" + report.changes().size()
                                        + (report.changes().size() == 1 ? " change" : " changes")
                                        + " pending, see originwall plan)");
            case FAILED -> display.style().bad("failed");
        };
    }

    private static String mode(TargetStatus target) {
        if (target.report().filter(TargetReport::failed).isPresent()) {
            return "";
        }
        return target.guard()
                .map(guard -> ", " + guard.mode().name().toLowerCase(Locale.ROOT)
                        + guard.trial()
                                .map(left -> ", on trial for " + Age.text(left) + " more")
                                .orElse(""))
                .orElse(", no guard");
    }

    private String lastChange(TargetStatus target) {
        return target.lastChange()
                .map(then -> Duration.between(then, display.console().clock().instant()))
                .map(age -> ", last change " + Age.text(age) + " ago")
                .orElse("");
    }
}
