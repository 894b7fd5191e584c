package io.originwall.agent.daemon.notify;

/** Somebody who is told. Equal receivers are one and the same. */
interface Receiver {
    /** Returns once the message was taken, and in bounded time whatever the other side does. */
    void deliver(Message message) throws DeliveryException, InterruptedException;

    /** As it may be logged, without its secrets. */
    @Override
    String toString();
}
