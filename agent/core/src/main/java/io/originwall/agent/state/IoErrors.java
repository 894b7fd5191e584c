package io.originwall.agent.state;

import io.originwall.agent.config.PlatformHints;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/** What went wrong with a file, in words for who has to put it right: Java's own would be the name of a class and the path again. */
public final class IoErrors {
    private IoErrors() {}

    /** Why, in a few words, without the file's name. */
    public static String why(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is something of that name that is no directory";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return Optional.ofNullable(e.getMessage()).orElseGet(e::toString);
    }

    /** The same for a file. */
    public static String with(Path file, IOException e, String otherwise) {
        return with(file.toString(), e, otherwise);
    }

    /**
     * Why, and what to do.
     *
     * @param location of what could not be used: a file in the state directory
     * @param otherwise what to do where it is not for lack of rights; empty where there is nothing to say
     */
    public static String with(String location, IOException e, String otherwise) {
        if (e instanceof AccessDeniedException) {
            return why(e) + "; " + PlatformHints.here().moreRights() + ", or as the owner of "
                    + Path.of(location).toAbsolutePath().getParent();
        }
        return otherwise.isEmpty() ? why(e) : why(e) + "; " + otherwise;
    }
}
