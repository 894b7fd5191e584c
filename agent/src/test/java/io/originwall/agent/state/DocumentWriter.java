package io.originwall.agent.state;

import io.originwall.state.StateStore;
import io.originwall.state.StateStore.ConflictException;
import io.originwall.state.StateStore.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A process of its own that adds lines to a document beside others: {@code DocumentWriter DIRECTORY NAME:LINES}. */
final class DocumentWriter {
    private DocumentWriter() {}

    public static void main(String... args) throws IOException {
        StateStore store = new DirectoryStore(new StateDirectory(Path.of(args[0])));
        String[] how = args[1].split(":", 2);
        int lines = Integer.parseInt(how[1]);
        int number = 0;
        while (number < lines) {
            number += isAdded(store, how[0] + number + "\n") ? 1 : 0;
        }
        System.out.println("done");
    }

    /** False where another writer was faster. */
    private static boolean isAdded(StateStore store, String line) throws IOException {
        Optional<Document> before = store.read("ranges.json", 1 << 20);
        String text = before.map(found -> new String(found.content(), StandardCharsets.UTF_8))
                .orElse("");
        try {
            store.write("ranges.json", before.map(Document::version), (text + line).getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (ConflictException e) {
            return false;
        }
    }
}
