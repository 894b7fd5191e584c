package io.originwall.linux.iptables;

import io.originwall.api.BootFile;
import io.originwall.linux.guard.GuardState;
import io.originwall.net.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What puts the guard up at boot: the ipsets, and then the rules of the variant in use. The files of the other variant are to be missing. */
final class BootFiles {
    private static final String SETS = BootFile.PREFIX + "ipset";

    private BootFiles() {}

    static List<BootFile> none() {
        List<BootFile> files = new ArrayList<>();
        files.add(new BootFile(SETS, Optional.empty()));
        for (Variant variant : Variant.ALL) {
            for (Family family : Family.values()) {
                files.add(new BootFile(name(variant, family), Optional.empty()));
            }
        }
        return files;
    }

    static List<BootFile> of(GuardState wanted, Variant here, boolean ipv6) {
        List<BootFile> files = new ArrayList<>();
        files.add(new BootFile(SETS, Optional.of(SetScript.boot(wanted))));
        for (Variant variant : Variant.ALL) {
            for (Family family : Family.values()) {
                boolean used = variant == here && (family == Family.IPV4 || ipv6);
                files.add(new BootFile(
                        name(variant, family),
                        used ? Optional.of(RuleScript.boot(family, variant, wanted.shape())) : Optional.empty()));
            }
        }
        return files;
    }

    private static String name(Variant variant, Family family) {
        return BootFile.PREFIX + variant.bootFile(family);
    }
}
