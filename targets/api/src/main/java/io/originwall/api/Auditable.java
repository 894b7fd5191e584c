package io.originwall.api;

import java.util.List;

/** Sees ways around the guard. */
@FunctionalInterface
public interface Auditable {
    /** The ways around this guard that the target can see; changes nothing. */
    List<Finding> audit(Guard wanted) throws TargetException;
}
