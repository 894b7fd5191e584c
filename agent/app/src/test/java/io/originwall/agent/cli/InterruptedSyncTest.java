package io.originwall.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class InterruptedSyncTest {
    @RegisterExtension
    static final SharedNet NET = new SharedNet();

    private static final int KILLS = 30;

    @TempDir
    Path directory;

    /**
     * Syncs to and fro between two guards and is interrupted at a random moment, by a signal that it can see or by one that it cannot.
     * Each time the kernel holds exactly one of the two guards, and the state directory serves the next run.
     */
    @Test
    void leavesTheOldGuardOrTheNewOneAndNeverHalf() throws Exception {
        Random random = new Random();
        int interrupted = 0;
        HostLab lab = new HostLab(NET.lab(), directory);
        List<Path> configs = List.of(lab.config("a.yaml", ""), lab.config("b.yaml", "allow: [" + manyBlocks() + "]"));
        assertThat(lab.run(configs.get(1), "sync").code()).isEqualTo(0);
        String b = lab.guard();
        assertThat(lab.run(configs.get(0), "sync").code()).isEqualTo(0);
        String a = lab.guard();
        String wholeTable = lab.table();
        assertThat(a).isNotEqualTo(b);
        long whole = durationOf(lab, configs.get(0));

        for (int i = 1; i <= KILLS; i++) {
            Process sync = lab.start(configs.get(i % 2), "sync");
            if (!sync.waitFor(random.nextLong(whole), TimeUnit.MILLISECONDS)) {
                interrupted++;
                new ProcessBuilder("kill", i % 3 == 0 ? "-INT" : "-KILL", "" + sync.pid())
                        .start()
                        .waitFor();
            }
            assertThat(sync.waitFor(1, TimeUnit.MINUTES)).isTrue();
            // An nft that was under way when its parent was killed comes to its own end.
            Thread.sleep(60);
            assertThat(lab.guard()).as("after kill %d", i).isIn(a, b);
        }

        HostLab.Ran last = lab.run(configs.get(0), "sync");
        assertThat(last.code()).as(last.output()).isEqualTo(0);
        assertThat(lab.guard()).isEqualTo(a);
        assertThat(lab.table()).as("nothing is left over").isEqualTo(wholeTable);
        assertThat(leftovers(lab.stateDirectory())).isEmpty();
        assertThat(interrupted).as("a run that is over cannot be interrupted").isGreaterThan(KILLS / 4);
    }

    private static long durationOf(HostLab lab, Path config) throws Exception {
        long start = System.nanoTime();
        lab.run(config, "sync");
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + 100;
    }

    /** Enough that writing them takes a while. */
    private static String manyBlocks() {
        return IntStream.range(0, 2000)
                .mapToObj(i -> "50." + (i / 100) + "." + (i % 100 * 2) + ".0/24")
                .collect(Collectors.joining(", "));
    }

    /** A draft that a killed run left is swept by the next one that writes. */
    private static List<String> leftovers(Path state) throws Exception {
        try (Stream<Path> files = Files.list(state)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tmp"))
                    .toList();
        }
    }
}
