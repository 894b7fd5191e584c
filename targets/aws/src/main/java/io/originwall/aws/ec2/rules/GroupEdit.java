package io.originwall.aws.ec2.rules;

import java.util.List;

/**
 * What is to be done to a group.
 *
 * @param group as it was read
 * @param add rules that are missing
 * @param remove rules that are there and must not be
 */
public record GroupEdit(Group group, List<IngressRule> add, List<IngressRule> remove) {
    public GroupEdit {
        add = List.copyOf(add);
        remove = List.copyOf(remove);
    }

    public boolean isEmpty() {
        return add.isEmpty() && remove.isEmpty();
    }
}
