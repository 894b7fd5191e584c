package io.originwall.agent.cli;

import io.originwall.agent.boot.BootFiles;
import io.originwall.agent.event.TargetReport;
import io.originwall.agent.state.StateException;
import io.originwall.agent.sync.GuardedTarget;
import io.originwall.api.Guard;
import java.util.List;

/** Sees to it that the next boot puts up what a command put up. Where that cannot be kept, it is a warning: the guard itself stands. */
final class NextBoot {
    private final Originwall root;
    private final BootFiles files;

    NextBoot(Originwall root, Workspace workspace) {
        this.root = root;
        this.files = workspace.bootFiles();
    }

    /** Of the targets that came to their wanted state. A failed one enforces nobody knows what, so its last good guard stays. */
    void follow(List<GuardedTarget> targets, List<TargetReport> reports) {
        for (int i = 0; i < targets.size(); i++) {
            if (reports.get(i).stands()) {
                GuardedTarget target = targets.get(i);
                warnOf(() -> files.store(target.target(), target.wanted()));
            }
        }
    }

    /** These targets get no guard at boot. */
    void forget(List<GuardedTarget> targets) {
        targets.forEach(target -> warnOf(() -> files.store(target.target(), Guard.none())));
    }

    /** Nor does any target but these, which are all of the config. */
    void forgetOthersThan(List<GuardedTarget> targets) {
        warnOf(() -> files.retain(targets.stream().map(GuardedTarget::target).toList()));
    }

    private void warnOf(Work work) {
        try {
            work.run();
        } catch (StateException e) {
            root.console().err().println("originwall: warning: " + e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws StateException;
    }
}
