package io.originwall.agent.cli;

import io.originwall.agent.ranges.Acceptance;
import io.originwall.agent.ranges.RefusedRanges;
import io.originwall.agent.state.StateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --accept DIGEST}. Without a digest, as in 0.1, it shows the list on a terminal and asks. */
final class AcceptOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--accept",
            arity = "0..1",
            paramLabel = "DIGEST",
            fallbackValue = "",
            description = "Take the list of this digest, which was refused for growing or shrinking too much, and no"
                    + " other: \"originwall ranges --refused\" shows it. 8 digits or more.")
    private Optional<String> digest = Optional.empty();

    boolean isGiven() {
        return digest.isPresent();
    }

    /**
     * What it says; by the rules where it is not given.
     *
     * @throws ParameterException if there is no digest and nobody to ask, or it is none
     */
    Acceptance acceptance(Originwall root, CommandContext context) throws StateException, RefusedException {
        if (digest.isEmpty()) {
            return Acceptance.BY_RULES;
        }
        try {
            return Acceptance.of(digest.get().isEmpty() ? confirmed(root, context) : digest.get());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--accept: " + e.getMessage());
        }
    }

    private String confirmed(Originwall root, CommandContext context) throws StateException, RefusedException {
        Console console = root.console();
        Optional<RefusedRanges> refused = context.rangesService().refused();
        if (!console.terminal() || root.json() || refused.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--accept needs the digest of the list that you looked at: \"originwall ranges --refused\" prints"
                            + " both; then run: originwall sync --accept DIGEST");
        }
        RefusedView.print(refused.get(), console.out());
        if (refused.get().objection().isPresent()) {
            throw new RefusedException("nobody can accept this list, and nothing was changed: "
                    + refused.get().objection().get());
        }
        console.warn("--accept without a digest will be refused by a later version: write --accept DIGEST");
        console.err().print("Accept this list? [y/N] ");
        console.err().flush();
        if (!isYes()) {
            throw new RefusedException("the list was not accepted, and nothing was changed");
        }
        return refused.get().digest();
    }

    private static boolean isYes() {
        // Not closed: it is the process's.
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try {
            String answer =
                    Optional.ofNullable(in.readLine()).orElse("").strip().toLowerCase(Locale.ROOT);
            return answer.equals("y") || answer.equals("yes");
        } catch (IOException e) {
            return false; // nobody there who could have said yes
        }
    }
}
