package io.originwall.exec;

/**
 * What became of a command.
 *
 * @param pid its process id, as this process sees it
 * @param exitCode 0 where all went well
 * @param stdout all it wrote, read as UTF-8
 * @param stderr all it wrote there
 */
public record CommandResult(long pid, int exitCode, String stdout, String stderr) {
    public boolean isSuccess() {
        return exitCode == 0;
    }
}
