package io.originwall.agent.ranges;

import io.originwall.net.AddressFormatException;
import io.originwall.net.Cidr;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of one CIDR block a line, the whole of it or nothing. Lines end in LF or CRLF, the last may end with the text. Two lists
 * glued together without a line end are not two blocks on a line but one that no parser takes.
 */
final class PlainList {
    /** Whether a person may write into the list. */
    enum Style {
        /** Blocks and nothing else, as Cloudflare's own pages are. */
        BARE,
        /** Also empty lines, and {@code #} starts a comment. */
        COMMENTED
    }

    private PlainList() {}

    static PublishedRanges parse(byte[] body, Style style) throws MalformedListException {
        String text = new String(body, StandardCharsets.UTF_8);
        List<Cidr> blocks = new ArrayList<>();
        int number = 1;
        for (int from = 0; from < text.length(); number++) {
            int end = text.indexOf('\n', from);
            String line = text.substring(from, end < 0 ? text.length() : end);
            from = end < 0 ? text.length() : end + 1;
            String block = content(line, style);
            if (!block.isEmpty() || style == Style.BARE) {
                if (blocks.size() == PublishedRanges.MAX_BLOCKS) {
                    throw new MalformedListException(PublishedRanges.TOO_MANY);
                }
                blocks.add(cidr(number, block));
            }
        }
        if (blocks.isEmpty()) {
            throw new MalformedListException("the list is empty");
        }
        return PublishedRanges.of(blocks);
    }

    private static String content(String line, Style style) {
        String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        int comment = style == Style.COMMENTED ? content.indexOf('#') : -1;
        return comment < 0 ? content : content.substring(0, comment).stripTrailing();
    }

    private static Cidr cidr(int line, String text) throws MalformedListException {
        try {
            return Cidr.parse(text);
        } catch (AddressFormatException e) {
            throw new MalformedListException("line " + line + ": " + e.getMessage());
        }
    }
}
