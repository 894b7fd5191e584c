package io.originwall.api;

import java.util.Optional;

/**
 * A way around the guard.
 *
 * @param id a stable short name for scripts, in kebab case
 * @param summary what is open, in one line
 * @param remedy what to do about it, in one line
 * @param keptBy the type of target that keeps what was found; where the config has a target of that type it is no finding
 */
public record Finding(String id, String summary, String remedy, Optional<String> keptBy) {
    /** Whatever else the config has. */
    public Finding(String id, String summary, String remedy) {
        this(id, summary, remedy, Optional.empty());
    }
}
