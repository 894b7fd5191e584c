package io.originwall.windows;

import io.originwall.api.AuditableContract;
import io.originwall.api.DenyWith;
import io.originwall.api.Guard;
import io.originwall.api.Mode;
import io.originwall.api.ProbeableContract;
import io.originwall.api.RestorableContract;
import io.originwall.api.TargetContract;

/** What no Windows Firewall can, whichever it is. */
abstract class WindowsContract extends TargetContract
        implements AuditableContract, ProbeableContract, RestorableContract {
    @Override
    public boolean counts() {
        return false;
    }

    @Override
    public boolean undoesTrials() {
        return false;
    }

    @Override
    public boolean canEnforce(Guard guard) {
        return guard.mode() == Mode.ENFORCE && guard.denyWith() == DenyWith.DROP;
    }
}
