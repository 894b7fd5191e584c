package io.originwall.aws.ec2;

import io.originwall.aws.client.AwsException;
import io.originwall.aws.ec2.rules.Group;
import io.originwall.aws.ec2.rules.RuleCount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What references to prefix lists, somebody else's among them, take of the quota of the groups of one place. AWS is asked only where a group
 * refers to a list that is not known, and once. Thread-safe.
 */
final class ListWeights {
    private static final Logger LOG = LoggerFactory.getLogger(ListWeights.class);

    private final RegionClients at;
    private final List<Group> groups;
    private Optional<Map<String, RuleCount>> others = Optional.empty();

    /** @param groups that may refer to lists */
    ListWeights(RegionClients at, List<Group> groups) {
        this.at = at;
        this.groups = groups;
    }

    /** By the lists' ids; those that cannot be seen are left out, which the log says. */
    Map<String, RuleCount> with(Map<String, RuleCount> known) {
        Map<String, RuleCount> all = new HashMap<>(others(known));
        all.putAll(known);
        return all;
    }

    private synchronized Map<String, RuleCount> others(Map<String, RuleCount> known) {
        if (others.isEmpty()) {
            List<String> unknown = groups.stream()
                    .flatMap(group -> group.lists().stream())
                    .filter(id -> !known.containsKey(id))
                    .distinct()
                    .toList();
            others = Optional.of(unknown.isEmpty() ? Map.of() : read(unknown));
        }
        return others.get();
    }

    private Map<String, RuleCount> read(List<String> ids) {
        try {
            Map<String, RuleCount> weights = at.lists().weights(ids);
            ids.stream()
                    .filter(id -> !weights.containsKey(id))
                    .forEach(id -> LOG.warn(
                            "{} in {} cannot be seen, so it counts as one rule here: AWS may refuse what seems to fit",
                            id,
                            at.place()));
            return weights;
        } catch (AwsException e) {
            LOG.warn("{}; {} count as one rule each here: AWS may refuse what seems to fit", e.getMessage(), ids);
            return Map.of();
        }
    }
}
