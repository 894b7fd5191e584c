package io.originwall.bench;

import io.originwall.linux.nftables.PlainNames;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What others do to the guard; after each of them a blocked source gets in. */
enum Disturbance {
    FLUSH("`nft flush ruleset`", 200),
    RESTART("nftables.service restarts: `nft -f /etc/nftables.conf`, which begins with a flush", 20),
    RULE("the rule that drops is deleted", 20),
    ELEMENT("the blocked source is put into our set", 20);

    private static final Pattern DROP = Pattern.compile("(?m)^\\s*drop .*# handle (\\d+)$");

    private final String title;
    private final int times;

    Disturbance(String title, int times) {
        this.title = title;
        this.times = times;
    }

    String title() {
        return title;
    }

    int times() {
        return times;
    }

    /**
     * The command that does it now.
     *
     * @param restart a script as Debian has it in /etc/nftables.conf
     */
    List<String> command(Lane lane, String restart) throws IOException, InterruptedException {
        return switch (this) {
            case FLUSH -> List.of("nft", "flush", "ruleset");
            case RESTART -> List.of("nft", "-f", restart);
            case RULE -> List.of("nft", "delete", "rule", "inet", "originwall", "check", "handle", handleOfDrop(lane));
            case ELEMENT ->
                List.of("nft", "add", "element", "inet", "originwall", ourAllow4(lane), "{", Lane.BLOCKED, "}");
        };
    }

    private static String ourAllow4(Lane lane) throws IOException, InterruptedException {
        return PlainNames.find(lane.run("nft", "-t", "list", "table", "inet", "originwall"), "allow4");
    }

    private static String handleOfDrop(Lane lane) throws IOException, InterruptedException {
        String chain = lane.run("nft", "-a", "list", "chain", "inet", "originwall", "check");
        Matcher drop = DROP.matcher(chain);
        if (!drop.find()) {
            throw new IllegalStateException("no rule that drops in " + chain);
        }
        return drop.group(1);
    }
}
