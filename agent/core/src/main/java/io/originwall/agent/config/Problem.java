package io.originwall.agent.config;

/**
 * One thing that is wrong with the config.
 *
 * @param file as the user named it
 * @param line from 1; 0 where the problem is not at one place in the file
 * @param column from 1; 0 likewise
 * @param path of the key, such as {@code guard.ports[1]}; empty where no key is concerned
 * @param message what is wrong and what to write instead, in one line; quotes the text as written, never what a {@code ${NAME}} in it stands for
 */
public record Problem(String file, int line, int column, String path, String message) {
    @Override
    public String toString() {
        String where = line == 0 ? file : file + ":" + line + ":" + column;
        return where + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
