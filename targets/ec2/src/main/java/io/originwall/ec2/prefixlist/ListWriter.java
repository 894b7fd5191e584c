package io.originwall.ec2.prefixlist;

import io.originwall.api.TargetException;
import io.originwall.ec2.aws.AwsException;
import io.originwall.net.Cidr;
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
    private static final long POLL_MILLIS = 250;

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
        settle(id);
        return again(id);
    }

    private ManagedList update(ManagedList first, Set<Cidr> wanted) throws TargetException {
        return change(
                first,
                list -> changed(list, ListEdit.of(Optional.of(list), list.name(), list.family(), wanted)),
                now -> ListEdit.of(Optional.of(now), now.name(), now.family(), wanted)
                        .isEmpty());
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
                    settle(list.id());
                    return again(list.id());
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
                settle(list.id());
                list = again(list.id());
            }
        }
    }

    private ManagedList changed(ManagedList first, ListEdit edit) throws TargetException {
        ManagedList list = first;
        if (edit.size() > list.size()) {
            lists.resize(list, edit.size());
            settle(list.id());
            list = again(list.id());
        }
        for (ListEdit.Step step : edit.steps()) {
            if (!step.isEmpty()) {
                lists.change(list, step, description);
                settle(list.id());
                list = again(list.id());
            }
        }
        return list;
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
                settle(list.id());
            }
        }
    }

    private ManagedList again(String id) throws TargetException {
        return lists.read(id)
                .orElseThrow(() -> new TargetException(
                        "prefix list " + id + " in " + lists.place() + " has gone meanwhile; try again"));
    }

    /** Waits for AWS to be done with the last change, half a minute at most. */
    private void settle(String id) throws TargetException {
        PrefixLists.Progress progress = lists.progress(id);
        for (int poll = 0; progress.busy(); poll++) {
            if (poll == POLLS) {
                throw new TargetException("prefix list " + id + " in " + lists.place()
                        + " is still being changed after 30 s; look at it in the VPC console and try again");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TargetException("interrupted while prefix list " + id + " was being changed", e);
            }
            progress = lists.progress(id);
        }
        Optional<String> failure = progress.failure();
        if (failure.isPresent()) {
            throw new TargetException("prefix list " + id + " in " + lists.place() + " could not be changed: "
                    + failure.get().replaceAll("\\s+", " ")
                    + "; make room in the groups that refer to it, for each reference counts as the list's size");
        }
    }
}
