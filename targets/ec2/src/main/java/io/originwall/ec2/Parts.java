package io.originwall.ec2;

import io.originwall.api.Parallel;
import io.originwall.api.TargetException;
import io.originwall.ec2.rules.GroupNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a plan that can be carried out each on its own: one that cannot be is left out and named, and the others go on.
 *
 * @param fitting those that can be carried out
 * @param problems what could not be read, is not there or does not fit, one line each
 */
record Parts<P extends Parts.Part>(List<P> fitting, List<String> problems) {
    /** A group, or a place with its lists and groups. */
    interface Part {
        /** Why it cannot be carried out, one line each. */
        List<String> misfits();

        /** Carries it out as far as it can be; why it could not be, one line each. */
        List<String> apply();
    }

    /**
     * Those of these parts that can be carried out.
     *
     * @param problems what could not be read or is not there
     * @throws TargetException if there are problems and nothing else
     */
    static <P extends Part> Parts<P> of(List<P> parts, List<String> problems) throws TargetException {
        List<P> fitting = new ArrayList<>();
        List<String> all = new ArrayList<>(problems);
        for (P part : parts) {
            List<String> misfits = part.misfits();
            all.addAll(misfits);
            if (misfits.isEmpty()) {
                fitting.add(part);
            }
        }
        if (fitting.isEmpty() && !all.isEmpty()) {
            throw new TargetException(GroupNames.sentences(all));
        }
        return new Parts<>(List.copyOf(fitting), List.copyOf(all));
    }

    /** @throws TargetException with what failed, when all have been tried */
    void apply() throws TargetException {
        List<String> failures = Parallel.each(fitting, Part::apply).stream()
                .flatMap(List::stream)
                .toList();
        if (!failures.isEmpty()) {
            throw new TargetException(GroupNames.sentences(failures));
        }
    }
}
