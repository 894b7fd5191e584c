package io.originwall.agent.state;

import io.originwall.state.StateStore;
import java.nio.file.Path;

/** A store whose log is set aside early. */
public final class SmallLog {
    private SmallLog() {}

    /** With as many files of as many bytes. */
    public static StateStore in(Path directory, long bytes, int files) {
        return new DirectoryStore(new StateDirectory(directory), new DirectoryLog.Limits(bytes, files));
    }
}
