package io.originwall.agent.cli;

import io.originwall.agent.config.PlatformHints;
import io.originwall.agent.config.TargetConfig;
import io.originwall.agent.state.StateLock;
import io.originwall.api.AddOnContext;
import io.originwall.api.Change;
import java.io.PrintStream;
import java.util.List;

/** What the program does for a command of an add-on. */
record AgentAddOnContext(Originwall root) implements AddOnContext {
    @Override
    public <S extends Record> List<Configured<S>> targets(String type, Class<S> settings) throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            return context.config().targets().stream()
                    .filter(target -> target.type().equals(type))
                    .map(target -> configured(target, settings))
                    .toList();
        }
    }

    private static <S extends Record> Configured<S> configured(TargetConfig<?> target, Class<S> settings) {
        return new Configured<>(target.name(), settings.cast(target.settings()));
    }

    @Override
    public AutoCloseable lock(String command, String besideDaemon) throws Exception {
        try (CommandContext context = CommandContext.open(root)) {
            return context.lock(command);
        } catch (StateLock.HeldException e) {
            if (e.isHeldBy("run")) {
                throw new RefusedException(besideDaemon + "; stop it first ("
                        + PlatformHints.here().stop() + "): its rules stay");
            }
            throw e;
        }
    }

    @Override
    public PrintStream out() {
        return root.console().out();
    }

    @Override
    public boolean json() {
        return root.json();
    }

    @Override
    public void print(Change change) {
        out().println("  " + root.style().change(change));
    }

    @Override
    public void tell(String message) {
        root.display().tell(message);
    }
}
