package io.originwall.agent.state;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The file system works, but what has the name of a state file may not be used. The reason says why. */
final class RefusedFileException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    RefusedFileException(Path file, String why) {
        super(file.toString(), null, why);
    }
}
