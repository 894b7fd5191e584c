package io.originwall.agent.state;

import io.originwall.state.StateStore;
import io.originwall.state.StateStore.ConflictException;
import io.originwall.state.StateStore.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A process of its own, of two threads, that adds lines to a document beside others: {@code DocumentWriter DIRECTORY NAME:LINES}. */
final class DocumentWriter {
    private DocumentWriter() {}

    public static void main(String... args) throws InterruptedException {
        StateStore store = new DirectoryStore(new StateDirectory(Path.of(args[0])));
        String[] how = args[1].split(":", 2);
        Thread second = new Thread(() -> add(store, how[0] + "-second", Integer.parseInt(how[1])));
        second.start();
        add(store, how[0] + "-first", Integer.parseInt(how[1]));
        second.join();
        System.out.println("done");
    }

    private static void add(StateStore store, String name, int lines) {
        int number = 0;
        while (number < lines) {
            number += isAdded(store, name + number + "\n") ? 1 : 0;
        }
    }

    /** False where another writer was faster. */
    private static boolean isAdded(StateStore store, String line) {
        try {
            Optional<Document> before = store.read("ranges.json", 1 << 20);
            String text = before.map(found -> new String(found.content(), StandardCharsets.UTF_8))
                    .orElse("");
            store.write("ranges.json", before.map(Document::version), (text + line).getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (ConflictException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
