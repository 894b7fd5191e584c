package io.originwall.ec2;

import io.originwall.api.TargetException;
import io.originwall.ec2.rules.Group;
import java.util.ArrayList;
import java.util.List;

/**
 * What one look at all places brought.
 *
 * @param found the groups, in the order of their ids
 * @param unread why a place could not be read, one line each
 * @param missing what the config names and no place has, one line each
 */
record Reading(List<Found> found, List<String> unread, List<String> missing) {
    List<Group> groups() {
        return found.stream().map(Found::group).toList();
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>(unread);
        problems.addAll(missing);
        return problems;
    }

    /** This reading, if nothing is left out of it. */
    Reading complete() throws TargetException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new TargetException(String.join("; ", problems));
        }
        return this;
    }
}
