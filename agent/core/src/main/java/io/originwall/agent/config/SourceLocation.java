package io.originwall.agent.config;

/**
 * Where something stands in the file.
 *
 * @param line from 1
 * @param column from 1
 * @param path of keys, such as {@code targets[0].name}; empty at the top
 */
record SourceLocation(int line, int column, String path) {
    /** The file as a whole. */
    static final SourceLocation FILE = new SourceLocation(0, 0, "");

    SourceLocation at(int newLine, int newColumn) {
        return new SourceLocation(newLine, newColumn, path);
    }

    SourceLocation key(String key) {
        String printable = Quote.printable(key);
        return new SourceLocation(line, column, path.isEmpty() ? printable : path + "." + printable);
    }

    SourceLocation index(int index) {
        return new SourceLocation(line, column, path + "[" + index + "]");
    }
}
