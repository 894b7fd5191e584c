package io.originwall.aws.ec2;

import io.originwall.api.Parallel;
import io.originwall.api.TargetException;
import io.originwall.aws.ec2.rules.GroupNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a plan that can be carried out each on its own: one that cannot be is left out and named, and the others go on.
 *
 * @param fitting those that can be carried out
 * @param problems what could not be read, is not there or does not fit, one line each
 */
record PartialPlan<P extends PartialPlan.Part<P>>(List<P> fitting, List<String> problems) {
    /** A group, or a place with its lists and groups. */
    interface Part<P> {
        /** What of it can be carried out. */
        Fitting<P> fitting();

        /** Carries it out as far as it can be; why it could not be, one line each. */
        List<String> apply();
    }

    /**
     * What of a part can be carried out.
     *
     * @param part empty where nothing can
     * @param misfits why the rest cannot, one line each
     */
    record Fitting<P>(Optional<P> part, List<String> misfits) {}

    /**
     * Those of these parts that can be carried out.
     *
     * @param problems what could not be read or is not there
     * @throws TargetException if there are problems and nothing else
     */
    static <P extends Part<P>> PartialPlan<P> of(List<P> parts, List<String> problems) throws TargetException {
        List<P> fitting = new ArrayList<>();
        List<String> all = new ArrayList<>(problems);
        for (P part : parts) {
            Fitting<P> what = part.fitting();
            what.part().ifPresent(fitting::add);
            all.addAll(what.misfits());
        }
        if (fitting.isEmpty() && !all.isEmpty()) {
            throw new TargetException(GroupNames.sentences(all));
        }
        return new PartialPlan<>(List.copyOf(fitting), List.copyOf(all));
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
