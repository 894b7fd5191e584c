package io.originwall.linux.lab;

import io.originwall.api.Target;
import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.net.AddressSet;
import io.originwall.net.Cidr;
import java.nio.file.Path;
import java.util.List;

/** What a target drives, with our target and by itself. */
public interface Backend {
    /** As the target's type is called. */
    String type();

    /** The tool that loads a script, as a person names it. */
    String tool();

    /** How many blocks that do not touch each other its target takes. */
    int most();

    /** Our target, which runs its commands by this runner. */
    Target target(CommandRunner runner) throws TargetException;

    /** The least that anybody needs in order to have these blocks in a set of the kernel. */
    String script(List<Cidr> blocks);

    /** Loads such a script from a file. */
    List<String> load(Path script);

    /** Takes it out again. */
    List<String> clear();

    /** Prints the set that such a script makes. */
    List<String> listBare();

    /** Prints the set of our target. */
    List<String> listOurs();

    /** What was printed. */
    AddressSet read(String listing);
}
