package io.originwall.aws.ec2.prefixlist;

import io.originwall.api.TargetException;
import io.originwall.aws.client.AwsException;
import io.originwall.net.Cidr;
import io.originwall.text.OneLine;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings a prefix list to what is wanted: its size first, where that does not do, then its entries. A version that somebody else has changed
 * meanwhile is read again.
 */
public final class ListWriter {
    private static final int ATTEMPTS = 3;
    private static final int POLLS = 120;

    private final PrefixLists lists;
    private final String description;

    /**
     * Writes nothing yet.
     *
     * @param description of the entries
     */
    public ListWriter(PrefixLists lists, String description) {
        this.lists = lists;
        this.description = description;
    }

    /**
     * Carries out everything but a deletion.
     *
     * @return the list as it is then; empty where there is none and none is wanted
     * @throws TargetException with what is in force now
     */
    public Optional<ManagedList> write(ListEdit edit) throws TargetException {
        Optional<ManagedList> list = edit.creates() ? Optional.of(create(edit)) : edit.list();
        if (list.isEmpty() || edit.deletes()) {
            return list;
        }
        return Optional.of(update(list.get(), edit.wanted()));
    }

    private ManagedList create(ListEdit edit) throws TargetException {
        String id = lists.create(
                edit.name(), edit.family(), edit.size(), edit.steps().get(0).add(), description);
        settle(id, Optional.empty(), now -> false);
        return again(id);
    }

    private ManagedList update(ManagedList first, Set<Cidr> wanted) throws TargetException {
        Predicate<ManagedList> isDone = list -> edit(list, wanted).isEmpty();
        ManagedList now = change(first, list -> changed(list, edit(list, wanted)), isDone);
        if (!isDone.test(now)) {
            throw new TargetException(now + " in " + lists.place() + " was changed, but does not hold what it should:"
                    + " somebody else has changed it since, or AWS took the change back; try again");
        }
        return now;
    }

    private static ListEdit edit(ManagedList list, Set<Cidr> wanted) {
        return ListEdit.of(Optional.of(list), list.name(), list.family(), wanted);
    }

    /**
     * Puts an earlier version of the list in force, as a new version of it.
     *
     * @param entries what that version holds
     * @throws TargetException with what is in force now
     */
    public void restore(ManagedList first, long version, Set<Cidr> entries) throws TargetException {
        ManagedList now = change(
                first,
                list -> {
                    lists.restore(list, version);
                    return nextVersion(list);
                },
                list -> list.entries().keySet().equals(entries));
        if (!now.entries().keySet().equals(entries)) {
            throw new TargetException(now + " in " + lists.place() + " was put back to version " + version
                    + ", but does not hold its entries; look at it in the VPC console");
        }
    }

    private interface Change {
        ManagedList of(ManagedList list) throws TargetException;
    }

    private ManagedList change(ManagedList first, Change change, Predicate<ManagedList> isDone) throws TargetException {
        ManagedList list = first;
        for (int attempt = 1; ; attempt++) {
            try {
                return change.of(list);
            } catch (AwsException e) {
                if (e.kind() != AwsException.Kind.CHANGED_MEANWHILE || attempt == ATTEMPTS) {
                    throw new TargetException(e.getMessage() + "; " + inForce(first, isDone), e);
                }
                idle(list.id());
                list = again(list.id());
            }
        }
    }

    private ManagedList changed(ManagedList first, ListEdit edit) throws TargetException {
        ManagedList list = first;
        if (edit.size() > list.size()) {
            lists.resize(list, edit.size());
            settle(list.id(), list.failure(), now -> now.size() >= edit.size());
            list = again(list.id());
        }
        for (ListEdit.Step step : edit.steps()) {
            if (!step.isEmpty()) {
                lists.change(list, step, description);
                list = nextVersion(list);
            }
        }
        return list;
    }

    private ManagedList nextVersion(ManagedList before) throws TargetException {
        settle(before.id(), before.failure(), now -> now.version() > before.version());
        return again(before.id());
    }

    private String inForce(ManagedList before, Predicate<ManagedList> isDone) {
        try {
            ManagedList now = again(before.id());
            if (isDone.test(now)) {
                return "the new state of " + now + " is in force all the same";
            }
            return now.entries().equals(before.entries())
                    ? "nothing was changed, the old state of " + now + " is still in force"
                    : now + " is neither in the old state nor in the new; try again";
        } catch (TargetException e) {
            return "whether its old state or the new is in force could not be read: " + e.getMessage();
        }
    }

    /** Deletes a list of ours; AWS refuses that while anything refers to it. One that is gone already is no error. */
    public void delete(ManagedList list) throws TargetException {
        for (int attempt = 1; ; attempt++) {
            try {
                lists.delete(list);
                return;
            } catch (AwsException e) {
                if (e.kind() == AwsException.Kind.GONE) {
                    return;
                }
                if (e.kind() != AwsException.Kind.CHANGED_MEANWHILE || attempt == ATTEMPTS) {
                    throw new TargetException(
                            e.getMessage() + "; " + list + " stays as it is: take out what refers to it first", e);
                }
                idle(list.id());
            }
        }
    }

    private ManagedList again(String id) throws TargetException {
        return lists.read(id)
                .orElseThrow(() -> new TargetException(
                        "prefix list " + id + " in " + lists.place() + " has gone meanwhile; try again"));
    }

    /** Waits for AWS to be done with somebody's change, half a minute at most. Whether that failed is theirs to look at. */
    private void idle(String id) throws TargetException {
        for (int poll = 0; lists.progress(id).busy(); poll++) {
            pause(id, poll);
        }
    }

    /**
     * Waits for AWS to be done with our change, half a minute at most. The state of a list tells of its last change, whoever made it. A
     * failure is that of ours only where ours has not arrived, and where it is not the one that was told before AWS began with ours.
     *
     * @param earlier the failure that was there already
     * @param arrived whether our change is in force
     */
    private void settle(String id, Optional<String> earlier, Predicate<PrefixLists.Progress> arrived)
            throws TargetException {
        boolean begun = false;
        for (int poll = 0; ; poll++) {
            PrefixLists.Progress now = lists.progress(id);
            if (!now.busy() && (now.failure().isEmpty() || arrived.test(now))) {
                return;
            }
            begun |= now.busy();
            if (now.failure().isPresent()
                    && (begun || poll == POLLS || !now.failure().equals(earlier))) {
                throw new TargetException("prefix list " + id + " in " + lists.place() + " could not be changed: "
                        + OneLine.of(now.failure().get())
                        + "; make room in the groups that refer to it, for each reference counts as the list's size");
            }
            pause(id, poll);
        }
    }

    private void pause(String id, int poll) throws TargetException {
        if (poll == POLLS) {
            throw new TargetException("prefix list " + id + " in " + lists.place()
                    + " is still being changed after 30 s; look at it in the VPC console and try again");
        }
        try {
            lists.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while prefix list " + id + " was being changed", e);
        }
    }
}
