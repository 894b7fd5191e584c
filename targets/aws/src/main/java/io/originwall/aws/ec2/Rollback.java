package io.originwall.aws.ec2;

import io.originwall.api.Change;
import io.originwall.api.TargetException;
import io.originwall.net.Family;
import java.util.List;
import java.util.Optional;

/** Puts address lists of a target back to earlier versions, which the cloud keeps. Not thread-safe. */
public interface Rollback extends AutoCloseable {
    /**
     * What is to go back.
     *
     * @param family the lists of this family; empty for both
     * @param list the one with this id; empty for all
     * @param version of the only list that is left of these; empty for the one before what is in force, of each
     */
    record Choice(Optional<Family> family, Optional<String> list, Optional<Long> version) {}

    /**
     * A list that goes back.
     *
     * @param id the cloud's own
     * @param where the region, and the account where it is another
     * @param from the version in force
     * @param to the version whose entries come back
     * @param changes none where both versions hold the same
     */
    record Step(String list, String id, String where, long from, long to, List<Change> changes) {}

    /** The lists, each with what changes in it. */
    List<Step> steps();

    /** Why a list that was meant stays as it is, one line each. */
    default List<String> notes() {
        return List.of();
    }

    /**
     * Puts the entries of the earlier versions in force, each as a new version of its list. A list that fails does not keep the others
     * from it.
     *
     * @throws TargetException which lists failed, why, and what is in force now
     */
    void apply() throws TargetException;

    @Override
    void close();
}
