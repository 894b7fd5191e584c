package io.originwall.agent.cli;

import io.originwall.agent.event.TargetReport;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.trial.TrialState;
import io.originwall.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints how a trial goes. */
record TrialView(Display display) {
    void started(Cycle cycle) {
        if (!display.json()) {
            new CycleView(display).tell(cycle.ranges(), cycle.reports());
        }
    }

    void onTrial(Duration time) {
        display.tell("on trial for " + time.toSeconds()
                + " s: if all is well, run originwall confirm in another shell; else everything goes back");
    }

    void failures(List<TargetReport> reports) {
        reports.forEach(
                report -> report.error().ifPresent(error -> display.tell("target " + report.name() + ": " + error)));
    }

    void ended(Cycle started, String what, TrialState outcome) {
        if (display.json()) {
            started.ranges().ifPresent(ranges -> RangesView.warn(ranges, display.console()));
            Map<String, Object> document = CycleView.json(started.ranges(), started.reports());
            document.put("outcome", outcome.name().toLowerCase(Locale.ROOT));
            display.console().out().println(Json.text(document));
        }
        say(what, outcome);
    }

    void say(String what, TrialState outcome) {
        display.tell(what
                + switch (outcome) {
                    case CONFIRMED -> ": the guard stays";
                    case UNDONE -> ": every target is as it was";
                    case REMOVED -> ", which takes the guards out: the guarded ports are open to everybody";
                    case RUNNING, ENDING, FAILED ->
                        ", and NOT every target could be put back: see originwall status, then run sync or remove";
                });
    }
}
