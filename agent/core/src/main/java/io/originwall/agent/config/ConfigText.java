package io.originwall.agent.config;

import io.originwall.text.Sha256;
import java.nio.file.Path;

/**
 * What a config file says, whether or not it is a config.
 *
 * @param file where it was read, for messages
 */
public record ConfigText(Path file, String text) {
    /** SHA-256 of the text, in hexadecimal: two files of one digest are the same config. */
    public String digest() {
        return Sha256.hex(text);
    }
}
