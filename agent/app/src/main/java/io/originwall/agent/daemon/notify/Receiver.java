package io.originwall.agent.daemon.notify;

import java.time.Duration;

/** Somebody who is told. Equal receivers are one and the same. */
interface Receiver {
    /** Returns once the message was taken, and in bounded time whatever the other side does. */
    void deliver(Message message) throws Refusal, InterruptedException;

    /** As it may be logged, without its secrets. */
    @Override
    String toString();

    /** A receiver did not take a message. The text is one line and holds no secret. */
    final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final Duration pause;

        /**
         * Of a fault that may soon be over.
         *
         * @param pause how long the receiver asked to be left alone
         */
        Refusal(String problem, Duration pause) {
            super(problem);
            this.pause = pause;
        }

        /** Of a fault that may soon be over. */
        static Refusal passing(String problem) {
            return new Refusal(problem, Duration.ZERO);
        }

        /** One that will stay until somebody does something about it. */
        static Refusal lasting(String problem) {
            return new Refusal(problem, DeliveryQueue.Pace.USUAL.retry().most());
        }

        /** It is of no use to try again sooner. */
        Duration pause() {
            return pause;
        }
    }
}
