package io.originwall.linux.soak;

import io.originwall.api.Guard;
import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.Command;
import io.originwall.exec.CommandException;
import io.originwall.exec.CommandResult;
import io.originwall.exec.CommandRunner;
import io.originwall.exec.PassingRunner;
import io.originwall.linux.lab.Backend;
import io.originwall.linux.lab.Flood;
import io.originwall.linux.lab.NetLab;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Kills agents, and the tools that they run, in the middle of updates under a flood. The next run puts each right. */
public final class KillSoak {
    /** An emulated machine takes that long for an update. */
    private static final int MAX_MILLIS = 6_000;

    private KillSoak() {}

    /** Takes the type of a target, the number of blocks, and how many of each to kill. */
    public static void main(String[] args) throws Exception {
        Backend backend = UpdatingAgent.backend(args[0]);
        int blocks = Integer.parseInt(args[1]);
        int kills = Integer.parseInt(args[2]);
        List<Guard> guards = Guards.two(args[0], blocks);
        try (NetLab lab = NetLab.open()) {
            Target target = backend.target(lab.runner());
            target.plan(guards.get(0)).apply();
            Flood agents = Flood.during(lab, kills, round -> {
                UpdatingAgent.killOne(lab, args[0], blocks, MAX_MILLIS);
                putRight(target, guards.get(0));
            });
            tell(args[0] + "-" + blocks + " killed agents", kills, agents);
            int[] hit = {0};
            Flood tools = Flood.during(lab, kills, round -> {
                Guard wanted = guards.get(round % 2);
                try {
                    backend.target(killing(lab.runner())).plan(wanted).apply();
                } catch (TargetException e) {
                    hit[0]++;
                }
                putRight(target, wanted);
            });
            tell(args[0] + "-" + blocks + " updates, in " + hit[0] + " of which a tool was killed", kills, tools);
        }
    }

    private static void putRight(Target target, Guard guard) throws TargetException {
        target.plan(guard).apply();
        if (!target.plan(guard).isEmpty()) {
            throw new IllegalStateException("not in sync: " + target.plan(guard).changes());
        }
    }

    /** A machine where what writes is killed with SIGKILL after a random time, if it is not done by then. */
    private static CommandRunner killing(CommandRunner real) {
        return new PassingRunner(real) {
            @Override
            public CommandResult run(Command command) throws CommandException {
                double seconds = ThreadLocalRandom.current().nextDouble(MAX_MILLIS / 10_000.0);
                boolean writes = command.argv().get(command.argv().size() - 1).contains("originwall-");
                return super.run(writes ? command.prefixedBy(List.of("timeout", "-s", "KILL", "" + seconds)) : command);
            }
        };
    }

    private static void tell(String what, int times, Flood flood) {
        System.out.println("soak: " + (flood.isClean() ? "" : "FAILED ") + System.getProperty("os.version") + " " + what
                + ": " + times + " times, allowed " + flood.allowed() + " lost " + flood.lost() + ", foreign "
                + flood.foreign() + " let in " + flood.leaked());
    }
}
