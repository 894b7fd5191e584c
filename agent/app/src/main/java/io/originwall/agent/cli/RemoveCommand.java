package io.originwall.agent.cli;

import io.originwall.agent.config.ConfigException;
import io.originwall.agent.state.GuardRemoval;
import io.originwall.agent.state.StateException;
import io.originwall.agent.state.StateLock;
import io.originwall.agent.sync.Cycle;
import io.originwall.agent.trial.Confirmation;
import io.originwall.agent.trial.Trial;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "remove",
        description = {
            "Take out everything originwall put into the targets, and nothing else. This opens the guarded ports.",
            "They stay open, also beside a daemon and after a reboot, until the next sync. Works with a broken config file,"
                    + " too, and ends a trial."
        })
final class RemoveCommand implements Callable<Integer> {
    /** Undoing a trial of many targets takes its time. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Originwall root;

    @Mixin
    private TargetSelection selection = new TargetSelection();

    RemoveCommand(Originwall root) {
        this.root = root;
    }

    @Override
    public Integer call() throws Exception {
        Map<String, String> options =
                Map.of("targets", String.join(",", selection.names()), "user", user(root.console()));
        // The daemon goes by the config that it enforces, so it removes whatever the file says by now.
        return new Delegation(root).run("remove", options, this::remove);
    }

    private int remove() throws Exception {
        try (CommandContext context = open()) {
            Optional<StateLock> lock = lock(context);
            try (LocalSync local = new LocalSync(root, context)) {
                GuardRemoval removal = new GuardRemoval(root.console().clock().instant(), user(root.console()));
                return print(root.display(), local.remove(selection, removal));
            } finally {
                if (lock.isPresent()) {
                    lock.get().close();
                }
            }
        }
    }

    /** With a broken file by the config that was accepted last, where there is one. */
    private CommandContext open() throws ConfigException {
        try {
            return CommandContext.open(root);
        } catch (ConfigException e) {
            Optional<CommandContext> last = CommandContext.openAccepted(root);
            if (last.isEmpty()) {
                throw e;
            }
            String.valueOf(e.getMessage()).lines().forEach(root.display()::warn);
            root.display().warn("removing by the config that was accepted last");
            return last.get();
        }
    }

    static int print(Display display, Cycle cycle) {
        return new CycleView(display).withInSync("nothing to remove").print(Optional.empty(), cycle.reports());
    }

    /** Who asks, for status and notifications. */
    static String user(Console console) {
        String user = System.getProperty("user.name", "somebody");
        String sudo = console.environment().getOrDefault("SUDO_USER", "");
        return sudo.isEmpty() || sudo.equals(user) ? user : user + " (" + sudo + ")";
    }

    /** Whoever wants to open the site in need must not be kept from it by a full disk; only by another agent at work. */
    private Optional<StateLock> lock(CommandContext context) throws StateException, InterruptedException {
        try {
            return Optional.of(context.lock("remove"));
        } catch (StateLock.HeldException e) {
            if (!e.isHeldBy(Trial.HOLDER)) {
                throw e;
            }
            root.display().tell("a trial is running; ending it");
            try (Progress.Step waiting = root.progress().on("waiting for the trial to end")) {
                new Confirmation(context.state(), PATIENCE).end();
            }
            return Optional.of(context.lock("remove"));
        } catch (StateException e) {
            root.display().warn(e.getMessage() + "; removing all the same");
            return Optional.empty();
        }
    }
}
