package io.originwall.agent.daemon.http;

import io.originwall.agent.daemon.http.Response.Status;
import io.originwall.agent.event.Overview;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.event.TargetStatus;
import java.util.ArrayList;
import java.util.List;

/** Whether everything that the config wants is enforced. */
final class Readiness {
    private Readiness() {}

    static Response response(Overview overview) {
        List<String> reasons = reasons(overview);
        return reasons.isEmpty()
                ? Response.text(Status.OK, "ready\n")
                : Response.text(Status.SERVICE_UNAVAILABLE, String.join("\n", reasons) + "\n");
    }

    private static List<String> reasons(Overview overview) {
        List<String> reasons = new ArrayList<>();
        if (overview.ranges().isEmpty()) {
            reasons.add("ranges: none yet");
        }
        overview.targets().stream()
                .filter(target -> !target.isInSync())
                .map(target -> "target " + target.name() + ": " + reason(target))
                .forEach(reasons::add);
        return reasons;
    }

    private static String reason(TargetStatus target) {
        return target.removed()
                .map(removal -> "its guard was removed by " + removal.by() + " at " + removal.at())
                .or(() -> target.report().map(Readiness::reason))
                .orElse("not looked at yet");
    }

    private static String reason(TargetReport report) {
        return report.error().orElse("not in sync, " + report.changes().size() + " to change");
    }
}
