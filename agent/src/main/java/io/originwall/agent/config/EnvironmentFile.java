package io.originwall.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of variables beside the config, which systemd reads for the daemon ({@code EnvironmentFile=}, systemd.exec(5)): assignments, one
 * a line, with optional quotes; comments begin with a number sign or a semicolon. A backslash before the end of a line joins it with the next.
 */
public final class EnvironmentFile {
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private EnvironmentFile() {}

    /** Beside the config: {@code /etc/originwall/environment}. */
    public static Path beside(Path config) {
        return config.resolveSibling("environment");
    }

    /** The variables of a file; fails where it cannot be read. */
    public static Map<String, String> read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    static Map<String, String> parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.replaceAll("\\\\\r?\n", "").lines().forEach(line -> {
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.matches()) {
                variables.put(assignment.group(1), value(assignment.group(2)));
            }
        });
        return variables;
    }

    private static String value(String written) {
        if (isQuoted(written, '\'')) {
            return written.substring(1, written.length() - 1);
        }
        String text = isQuoted(written, '"') ? written.substring(1, written.length() - 1) : written;
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(escape.group(1)));
    }

    private static boolean isQuoted(String written, char quote) {
        return written.length() >= 2 && written.charAt(0) == quote && written.charAt(written.length() - 1) == quote;
    }
}
