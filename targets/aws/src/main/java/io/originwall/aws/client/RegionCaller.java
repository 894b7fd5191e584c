package io.originwall.aws.client;

import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Makes calls at one place and tells what their errors mean. Thread-safe. */
public final class RegionCaller {
    private final AccountRegion place;
    private final Supplier<Ec2Client> client;

    /**
     * Asks nothing yet.
     *
     * @param client made when it is first needed, which may fail like a call
     */
    public RegionCaller(AccountRegion place, Supplier<Ec2Client> client) {
        this.place = place;
        this.client = client;
    }

    public AccountRegion place() {
        return place;
    }

    /**
     * Makes a call.
     *
     * @param what the action, with what it is about where that helps
     */
    public <T> T call(String what, Call<T> call) throws AwsException {
        try {
            return call.on(client.get());
        } catch (SdkException e) {
            throw AwsErrors.of(what, place, e);
        }
    }

    /** One or more requests for one answer. */
    @FunctionalInterface
    public interface Call<T> {
        T on(Ec2Client client);
    }
}
