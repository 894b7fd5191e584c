package io.originwall.agent.state;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read the state directory: its owner, and of its group whoever may read files. Who is let in, and what went wrong, is not everybody's
 * business, and whoever can open a file can keep others from locking it.
 */
final class FilePermissions {
    static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final Logger LOG = LoggerFactory.getLogger(FilePermissions.class);

    private static final Pattern FILES =
            Pattern.compile("((refused-)?ranges\\.json|journal\\..+|last-.+|trial(\\.confirm)?|.+-request)(\\.tmp)?");

    /** Of a directory that holds other things too, the mode is not ours to change. */
    private static final Pattern OURS =
            Pattern.compile(FILES.pattern() + "|(documents\\.)?lock(\\.new)?|control|\\..*");

    private static final String JOURNAL_LOCK = "journal.lock";
    private static final Path SELF = Path.of("/proc/self");
    private static final int ROOT = 0;

    private FilePermissions() {}

    private static Set<PosixFilePermission> directory() {
        return PosixFilePermissions.fromString("rwxr-x---");
    }

    private static Set<PosixFilePermission> file(boolean lock) {
        return PosixFilePermissions.fromString(lock ? "rw-------" : "rw-r-----");
    }

    /** What a new file is made with. */
    static FileAttribute<?>[] ofNewFile(boolean lock) {
        return UNIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(file(lock))}
                : new FileAttribute<?>[0];
    }

    /** Makes a state directory where it is missing; the directories above it, if need be, as the process makes directories. */
    static void makeDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(path));
        try {
            Files.createDirectory(
                    path,
                    UNIX
                            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(directory())}
                            : new FileAttribute<?>[0]);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }

    /**
     * Takes away what earlier versions gave to everybody, if that is ours to do. Not of the lock: who has it open by now, has it open after
     * that too, so {@link StateLock} replaces it.
     *
     * @param names of all that is in the directory
     */
    static void mend(Path path, List<String> names) {
        if (!UNIX) {
            return;
        }
        try {
            int owner = (int) Files.getAttribute(path, "unix:uid");
            if (!isOurs(path)) {
                return;
            }
            if (names.stream().allMatch(name -> OURS.matcher(name).matches())) {
                restrict(Files.getFileAttributeView(path, PosixFileAttributeView.class), directory());
            }
            for (String name : names) {
                if (FILES.matcher(name).matches()) {
                    mend(path.resolve(name), owner);
                }
            }
        } catch (IOException e) {
            // It is no reason not to put a guard up.
            LOG.warn("{}: others may still be able to read what is in it: {}", path, IoErrors.why(e));
        }
    }

    /** May we do what we like in it? */
    static boolean isOurs(Path directory) throws IOException {
        return UNIX && (self() == ROOT || self() == (int) Files.getAttribute(directory, "unix:uid"));
    }

    private static void mend(Path file, int directoryOwner) throws IOException {
        Map<String, Object> found;
        try {
            found = Files.readAttributes(file, "unix:uid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return; // it was but a moment's
        }
        Object owner = found.get("uid");
        if (Boolean.TRUE.equals(found.get("isRegularFile")) && Objects.equals(owner, directoryOwner)) {
            // What root put into the directory of another has to stay readable for that one.
            boolean lock = file.endsWith(JOURNAL_LOCK);
            restrict(
                    Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS),
                    file(lock));
        }
    }

    private static void restrict(PosixFileAttributeView view, Set<PosixFilePermission> most) throws IOException {
        Set<PosixFilePermission> now = view.readAttributes().permissions();
        if (!most.containsAll(now)) {
            Set<PosixFilePermission> less = EnumSet.noneOf(PosixFilePermission.class);
            less.addAll(now);
            less.retainAll(most);
            view.setPermissions(less);
        }
    }

    /** The user that we are; root's number where that cannot be told, who is trusted anyway. */
    static int self() throws IOException {
        return Files.exists(SELF) ? (int) Files.getAttribute(SELF, "unix:uid") : ROOT;
    }
}
