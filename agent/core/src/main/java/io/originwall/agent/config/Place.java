package io.originwall.agent.config;

/**
 * Where something stands in the file.
 *
 * @param line from 1
 * @param column from 1
 * @param path of keys, such as {@code targets[0].name}; empty at the top
 */
record Place(int line, int column, String path) {
    /** The file as a whole. */
    static final Place FILE = new Place(0, 0, "");

    Place at(int newLine, int newColumn) {
        return new Place(newLine, newColumn, path);
    }

    Place key(String key) {
        String printable = Quote.printable(key);
        return new Place(line, column, path.isEmpty() ? printable : path + "." + printable);
    }

    Place index(int index) {
        return new Place(line, column, path + "[" + index + "]");
    }
}
