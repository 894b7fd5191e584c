package io.originwall.agent.config;

/**
 * A share, written {@code 50%}.
 *
 * @param value in hundredths; 0 or more
 */
public record Percent(int value) {
    public Percent {
        if (value < 0) {
            throw new IllegalArgumentException("a share must not be negative");
        }
    }

    @Override
    public String toString() {
        return value + "%";
    }
}
