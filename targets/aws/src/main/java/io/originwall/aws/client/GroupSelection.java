package io.originwall.aws.client;

import java.util.List;
import java.util.Map;

/**
 * Which groups a target is about.
 *
 * @param ids groups by id
 * @param names every group of that name
 * @param tags every group with all of these tags; none where it is about ids and names
 */
public record GroupSelection(List<String> ids, List<String> names, Map<String, String> tags) {
    public boolean isEmpty() {
        return ids.isEmpty() && names.isEmpty() && tags.isEmpty();
    }

    public static GroupSelection ofIds(List<String> ids) {
        return new GroupSelection(ids, List.of(), Map.of());
    }
}
