package io.originwall.aws.ec2.lab;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What goes wrong at AWS, as a test wants it; all is well again when the next test begins. */
public final class Trouble implements Layer {
    /** Longer than any client waits. */
    private static final int SILENCE_MINUTES = 5;

    /** A call that is let down. */
    static final class NoAnswer extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private record Refusal(int status, String code, String message) {}

    private final Map<String, Queue<Refusal>> once = new ConcurrentHashMap<>();
    private final Map<String, Refusal> always = new ConcurrentHashMap<>();
    private final Map<String, Queue<Runnable>> meddlers = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch end = new CountDownLatch(1);

    /** The next calls of this action are too many: RequestLimitExceeded. */
    public void throttle(String action, int times) {
        for (int i = 0; i < times; i++) {
            refuseOnce(action, 503, "RequestLimitExceeded", "Request limit exceeded.");
        }
    }

    /** The next call of this action is refused. */
    public void refuseOnce(String action, int status, String code, String message) {
        once.computeIfAbsent(action, name -> new ConcurrentLinkedQueue<>()).add(new Refusal(status, code, message));
    }

    /** Nobody may call this action: UnauthorizedOperation, or AccessDenied at a service other than EC2. */
    public void deny(String action) {
        always.put(action, new Refusal(403, "", ""));
    }

    /** The credentials have expired, for every call: RequestExpired. */
    public void expire() {
        always.put("", new Refusal(400, "RequestExpired", "Request has expired."));
    }

    /** The region takes calls and never answers. */
    public void silence(String region) {
        silent.add(region);
    }

    /** The region ends each connection without an answer. */
    public void cut(String region) {
        cut.add(region);
    }

    /** Somebody else is quicker: runs once, before the next call of this action takes effect. */
    public void before(String action, Runnable meddler) {
        meddlers.computeIfAbsent(action, name -> new ConcurrentLinkedQueue<>()).add(meddler);
    }

    void reset() {
        once.clear();
        always.clear();
        meddlers.clear();
        silent.clear();
        cut.clear();
        end.countDown();
        end = new CountDownLatch(1);
    }

    @Override
    public Answer handle(Call call, Next next) throws IOException {
        if (silent.contains(call.region())) {
            await();
            throw new NoAnswer();
        }
        if (cut.contains(call.region())) {
            throw new NoAnswer();
        }
        poll(meddlers, call.action()).ifPresent(Runnable::run);
        Optional<Refusal> refusal = poll(once, call.action())
                .or(() -> Optional.ofNullable(always.get(call.action())))
                .or(() -> Optional.ofNullable(always.get("")));
        return refusal.isPresent() ? refuse(call, refusal.get()) : next.pass(call);
    }

    private void await() {
        try {
            end.await(SILENCE_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> Optional<T> poll(Map<String, Queue<T>> queues, String action) {
        return Optional.ofNullable(queues.get(action)).map(Queue::poll);
    }

    private static Answer refuse(Call call, Refusal refusal) {
        if (!refusal.code().isEmpty()) {
            return Answer.error(call, refusal.status(), refusal.code(), refusal.message());
        }
        return Answer.error(
                call,
                refusal.status(),
                call.service().equals("ec2") ? "UnauthorizedOperation" : "AccessDenied",
                "You are not authorized to perform this operation. User: arn:aws:iam::123456789012:user/test is not authorized"
                        + " to perform: " + call.service() + ":" + call.action()
                        + " because no identity-based policy allows the " + call.service() + ":" + call.action()
                        + " action");
    }
}
