package io.originwall.agent.cli;

import io.originwall.agent.ranges.RefusedRanges;
import io.originwall.json.Json;
import io.originwall.net.Cidr;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/** Prints the list that was refused last, for a person to judge. */
final class RefusedView {
    private static final int SHOWN_DIGITS = 12;

    private RefusedView() {}

    /** The lines that are no comments have the digest as their SHA-256. */
    static void print(RefusedRanges refused, PrintStream out) {
        out.println("# refused at " + refused.at() + ": " + refused.source() + ", "
                + refused.blocks().size() + " blocks");
        out.println("# SHA-256 of the lines below: " + refused.digest());
        out.println(refused.objection()
                .map(objection -> "# it cannot be taken: " + objection)
                .orElseGet(() -> "# to take it: originwall sync --accept "
                        + refused.digest().substring(0, SHOWN_DIGITS)));
        refused.blocks().forEach(out::println);
    }

    static Map<String, Object> json(Optional<RefusedRanges> refused) {
        return Json.object("refused", refused.map(RefusedView::json));
    }

    private static Map<String, Object> json(RefusedRanges refused) {
        return Json.object(
                "source",
                refused.source(),
                "at",
                refused.at(),
                "digest",
                refused.digest(),
                "acceptable",
                refused.objection().isEmpty(),
                "blocks",
                refused.blocks().stream().map(Cidr::toString).toList());
    }
}
