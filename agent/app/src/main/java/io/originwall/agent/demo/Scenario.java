package io.originwall.agent.demo;

import io.originwall.net.Address;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import io.originwall.net.Family;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The play itself, inside the sandbox: each step is told in one line, and comes out as it should or not. Nothing in it is staged: the
 * commands are the real ones, the packets real, and the verdicts come from connections, not from what the commands say of themselves.
 */
public final class Scenario {
    private static final int GUARDED = 443;
    private static final int OTHER = 8080;
    private static final int OPEN_MILLIS = 3000;
    private static final int CLOSED_MILLIS = 700;

    private final Consumer<Step> audience;
    private final Commands commands;
    private final String nft;
    private final Clients clients;
    private final List<Step> steps = new ArrayList<>();

    private Scenario(Consumer<Step> audience, Commands commands, Clients clients) throws DemoException {
        this.audience = audience;
        this.commands = commands;
        this.nft = Tools.find("nft", "nftables");
        this.clients = clients;
    }

    private record Clients(List<Address> allowed, List<Address> foreign) {
        static Clients of(AddressSet ranges) {
            return new Clients(
                    List.of(inside(ranges, Family.IPV4), inside(ranges, Family.IPV6)),
                    List.of(Address.parse("198.51.100.7"), Address.parse("2001:db8:ffff::7")));
        }

        private static Address inside(AddressSet ranges, Family family) {
            Cidr block = ranges.of(family).blocks().get(0);
            return new Address(family, block.network().high(), block.network().low() + 7);
        }

        List<Address> all() {
            return List.of(allowed.get(0), allowed.get(1), foreign.get(0), foreign.get(1));
        }
    }

    /**
     * Plays.
     *
     * @param ranges the ranges that the commands will use
     * @param audience hears of each step as it is done
     * @return all steps
     */
    public static List<Step> play(Consumer<Step> audience, Commands commands, AddressSet ranges)
            throws DemoException, InterruptedException {
        Clients clients = Clients.of(ranges);
        Scenario scenario = new Scenario(audience, commands, clients);
        try (DemoNetwork stage = DemoNetwork.build(clients.all());
                DemoServer guarded = DemoServer.on(GUARDED);
                DemoServer other = DemoServer.on(OTHER)) {
            scenario.play(stage);
        } catch (IOException e) {
            throw new DemoException("cannot listen inside the sandbox: " + e.getMessage(), e);
        }
        return List.copyOf(scenario.steps);
    }

    private void play(DemoNetwork stage) throws DemoException, InterruptedException {
        String before = ruleset();
        tell(
                "no guard: Cloudflare reaches port 443, and so does everybody else",
                reach(stage, clients.allowed(), GUARDED) && reach(stage, clients.foreign(), GUARDED));
        run("plan shows what would change, and changes nothing", 2, "plan", "--offline", "--exit-code");
        tell("nothing was changed by looking", ruleset().equals(before));
        run("sync puts the guard up", 0, "sync", "--offline");
        run("a second plan finds nothing left to do", 0, "plan", "--offline", "--exit-code");
        guarded(stage);
        run(
                "check asks the kernel: " + clients.allowed().get(0) + " is let in",
                0,
                "check",
                clients.allowed().get(0).toString());
        run(
                "check asks the kernel: " + clients.foreign().get(0) + " is not",
                2,
                "check",
                clients.foreign().get(0).toString());
        tell("other ports are left alone: a foreign client reaches 8080", reach(stage, clients.foreign(), OTHER));
        Tools.demand(List.of(nft, "flush", "ruleset"));
        tell("drift: somebody runs nft flush ruleset, and the door is open", reach(stage, clients.foreign(), GUARDED));
        run("sync repairs it", 0, "sync", "--offline");
        guarded(stage);
        run("remove takes the guard out", 0, "remove");
        tell("the ruleset is what it was before", ruleset().equals(before));
        tell("and everybody gets in again", reach(stage, clients.foreign(), GUARDED));
    }

    private void guarded(DemoNetwork stage) throws DemoException {
        tell(
                "a Cloudflare address gets in, IPv4 and IPv6 (" + names(clients.allowed()) + ")",
                reach(stage, clients.allowed(), GUARDED));
        tell(
                "a foreign address does not, IPv4 and IPv6 (" + names(clients.foreign()) + ")",
                noneReach(stage, clients.foreign()));
    }

    private static String names(List<Address> addresses) {
        return addresses.get(0) + ", " + addresses.get(1);
    }

    private static boolean reach(DemoNetwork stage, List<Address> from, int port) throws DemoException {
        for (Address address : from) {
            if (!stage.connects(address, port, OPEN_MILLIS)) {
                return false;
            }
        }
        return true;
    }

    private static boolean noneReach(DemoNetwork stage, List<Address> from) throws DemoException {
        for (Address address : from) {
            if (stage.connects(address, GUARDED, CLOSED_MILLIS)) {
                return false;
            }
        }
        return true;
    }

    private String ruleset() throws DemoException, InterruptedException {
        return Tools.demand(List.of(nft, "list", "ruleset"));
    }

    private void run(String what, int wanted, String... arguments) {
        Commands.Outcome outcome = commands.run(List.of(arguments));
        String told = "originwall " + String.join(" ", arguments) + ": " + what;
        boolean good = outcome.code() == wanted;
        tell(good ? told : told + " — but it exited with " + outcome.code() + ":\n" + outcome.output(), good);
    }

    private void tell(String what, boolean good) {
        Step step = new Step(steps.size() + 1, good, what);
        steps.add(step);
        audience.accept(step);
    }
}
