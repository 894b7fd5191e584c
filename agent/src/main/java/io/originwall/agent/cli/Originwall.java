package io.originwall.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command. */
@Command(
        name = "originwall",
        description = "Keeps an origin server reachable only through its CDN.",
        mixinStandardHelpOptions = true,
        versionProvider = Originwall.Version.class)
public final class Originwall implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is wanted");
    }

    /** The version that the build wrote into the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Originwall.class.getPackage().getImplementationVersion();
            return new String[] {"originwall " + (version == null ? "(not packaged)" : version)};
        }
    }
}
