package io.originwall.aws.client;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Filters of EC2's describing calls. */
public final class Filters {
    /** The most values that EC2 takes in a filter. */
    private static final int MAX_VALUES = 200;

    private Filters() {}

    /** What has any of these values, in as many filters, each for a call of its own, as that takes; none for no values. */
    public static List<Filter> each(String name, List<String> values) {
        List<String> distinct = values.stream().distinct().toList();
        List<Filter> filters = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += MAX_VALUES) {
            filters.add(of(name, distinct.subList(from, Math.min(distinct.size(), from + MAX_VALUES))));
        }
        return filters;
    }

    /** EC2 reads * and ? in a filter as wildcards; in a value they are meant as they stand. */
    static Filter of(String name, List<String> values) {
        return Filter.builder()
                .name(name)
                .values(values.stream()
                        .map(value -> value.replaceAll("[\\\\*?]", "\\\\$0"))
                        .toList())
                .build();
    }
}
