package io.originwall.agent.journal;

import io.originwall.agent.state.DirectoryStore;
import io.originwall.agent.state.SmallLog;
import io.originwall.agent.state.StateDirectory;
import io.originwall.api.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A process of its own that writes a journal: {@code JournalWriter DIRECTORY forever|full}. */
final class JournalWriter {
    private JournalWriter() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        if (arguments[1].equals("forever")) {
            forever(directory);
        } else {
            full(directory);
        }
    }

    /** Says each number once its line is in the journal. */
    private static void forever(Path directory) {
        ChangeJournal journal = new ChangeJournal(SmallLog.in(directory, 20_000, 100), System.out::println);
        for (int number = 0; ; number++) {
            journal.accept(Happenings.changed("n" + number, number, Change.add("x")));
            System.out.println(number);
        }
    }

    private static void full(Path directory) throws Exception {
        ChangeJournal journal = new ChangeJournal(
                new DirectoryStore(new StateDirectory(directory)),
                problem -> System.out.println(problem.replace(directory + "", "DIR")));
        journal.accept(Happenings.changed("first", 0, Change.add("x")));
        Path filler = directory.resolve("filler");
        fill(filler);
        // More than what is left of the block that the first line is in.
        Change[] many = new Change[500];
        Arrays.fill(many, Change.add("203.0.113.0/24"));
        journal.accept(Happenings.changed("second", 1, many));
        journal.accept(Happenings.changed("third", 2, many));
        System.out.println("meanwhile: " + told(directory));
        Files.delete(filler);
        journal.accept(Happenings.quiet("host", 3));
        System.out.println("afterwards: " + told(directory));
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            System.out.println("full: " + e.getMessage());
        }
    }

    private static String told(Path directory) throws Exception {
        JournalReader.History history = new JournalReader(new DirectoryStore(new StateDirectory(directory)))
                .read(new JournalReader.Query(Set.of(), Optional.empty(), 10));
        return history.entries().map(entry -> entry.get("target")).toList() + " " + history.problems();
    }
}
