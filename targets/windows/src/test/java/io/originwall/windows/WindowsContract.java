package io.originwall.windows;

import io.originwall.api.BootFile;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.TargetContract;

/** What no Windows Firewall can, whichever it is. */
abstract class WindowsContract extends TargetContract {
    @Override
    protected void boot(BootFile file) {
        throw new AssertionError("the firewall keeps its rules, so there is no " + file);
    }

    @Override
    protected boolean counts() {
        return false;
    }

    @Override
    protected boolean undoesTrials() {
        return false;
    }

    @Override
    protected boolean canEnforce(Guard guard) {
        return guard.mode() == Mode.ENFORCE && guard.denyWith() == DenyWith.DROP;
    }
}
