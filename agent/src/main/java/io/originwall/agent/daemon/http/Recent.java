package io.originwall.agent.daemon.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An answer that is given again for a while, so that many who ask cost no more work and no more memory than one. Used by one thread.
 */
final class Recent implements Supplier<Response> {
    private final Supplier<Response> source;
    private final long nanos;
    private Optional<Made> last = Optional.empty();

    private record Made(Response response, long at) {}

    Recent(Supplier<Response> source, Duration time) {
        this.source = source;
        this.nanos = time.toNanos();
    }

    @Override
    public Response get() {
        return last.filter(made -> System.nanoTime() - made.at() < nanos)
                .orElseGet(this::make)
                .response();
    }

    private Made make() {
        Made made = new Made(source.get(), System.nanoTime());
        last = Optional.of(made);
        return made;
    }
}
