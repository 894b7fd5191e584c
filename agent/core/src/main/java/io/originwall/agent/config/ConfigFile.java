package io.originwall.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file as text: bounded, UTF-8, printable. */
final class ConfigFile {
    static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /** The bytes, at most one more than are allowed; a pipe will do. */
    static Optional<byte[]> read(Path file, Problems problems) {
        if (Files.isDirectory(file)) {
            problems.add(SourceLocation.FILE, "is a directory; the config is one YAML file");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(MAX_BYTES + 1));
        } catch (NoSuchFileException e) {
            problems.add(
                    SourceLocation.FILE,
                    "no such file; the default is " + ConfigLoader.DEFAULT_FILE
                            + ", and config.example.yaml is a start");
        } catch (AccessDeniedException e) {
            problems.add(
                    SourceLocation.FILE,
                    "permission denied; " + PlatformHints.here().moreRights() + ", or make it readable");
        } catch (IOException e) {
            problems.add(SourceLocation.FILE, "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    static Optional<String> text(byte[] bytes, Problems problems) {
        if (bytes.length > MAX_BYTES) {
            problems.add(SourceLocation.FILE, "larger than 1 MiB; is it the right file?");
            return Optional.empty();
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return isPrintable(withoutMark, problems) ? Optional.of(withoutMark) : Optional.empty();
        } catch (CharacterCodingException e) {
            problems.add(SourceLocation.FILE, "not UTF-8 text; is it the right file?");
            return Optional.empty();
        }
    }

    /** YAML 1.2, 5.1: the characters that a file may be made of. */
    private static boolean isPrintable(String text, Problems problems) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
                lineStart = i + 1;
            } else if ((Character.isISOControl(c) && c != '\t' && c != '\r' && c != '\u0085')
                    || c == '\uFEFF'
                    || c >= '\uFFFE') {
                problems.add(
                        new SourceLocation(line, i - lineStart + 1, ""),
                        String.format("the character U+%04X does not belong in YAML; is it the right file?", (int) c));
                return false;
            }
        }
        return true;
    }
}
