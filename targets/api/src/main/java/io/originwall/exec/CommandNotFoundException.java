package io.originwall.exec;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** No such tool in the directories where the system keeps its tools. */
public final class CommandNotFoundException extends CommandException {
    private static final long serialVersionUID = 1L;

    private final String tool;

    public CommandNotFoundException(String tool, List<Path> searched) {
        super(tool + ": not found in " + searched.stream().map(Path::toString).collect(Collectors.joining(", ")));
        this.tool = tool;
    }

    public String tool() {
        return tool;
    }
}
