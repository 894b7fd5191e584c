package io.originwall.bench;

/** What was measured is not what must be: no figures, but the reason. */
final class BenchFailure extends Exception {
    private static final long serialVersionUID = 1;

    BenchFailure(String message) {
        super(message);
    }
}
