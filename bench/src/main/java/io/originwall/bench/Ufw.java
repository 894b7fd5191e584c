package io.originwall.bench;

import io.originwall.net.AddressSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real ufw that this machine does not notice: its rules are those of this network namespace, and in a mount namespace of its own its
 * files lie over {@code /etc} and {@code /usr}, where only memory is written to.
 */
final class Ufw implements AutoCloseable {
    /** What the package's own installation script does with its templates. No sysctl of the kernel is set. */
    private static final String SETUP = """
            set -eu
            mount -t tmpfs tmpfs "$2"
            cp -a "$1/etc" "$1/usr" "$2"
            cp -a "$1/lib/." "$2/usr/lib"
            cp "$1"/usr/share/ufw/iptables/*.rules "$1"/usr/share/ufw/*.init "$1"/usr/share/ufw/ufw.conf "$2/etc/ufw"
            chmod 640 "$2"/etc/ufw/*.rules
            sed -i 's/^IPT_SYSCTL=.*/IPT_SYSCTL=/' "$2/etc/default/ufw"
            cp -a "$2/etc/ufw" "$2/pristine"
            for tree in etc usr; do
              mkdir "$2/$tree.work"
              mount -t overlay overlay -o "lowerdir=/$tree,upperdir=$2/$tree,workdir=$2/$tree.work" "/$tree"
            done
            mount -t tmpfs tmpfs /run
            case $(iptables --version) in *nf_tables*) ;; *) echo 'iptables here is not iptables-nft'; exit 1 ;; esac
            echo ready
            exec cat
            """;

    private final Peer peer;
    private final Path pristine;
    private final Process holder;

    private Ufw(Peer peer, Path pristine, Process holder) {
        this.peer = peer;
        this.pristine = pristine;
        this.holder = holder;
    }

    static Ufw open(Path parent) throws Peer.Absent, IOException {
        Peer peer = Peer.find("ufw");
        Path memory = Files.createDirectory(parent.resolve("ufw"));
        Process holder = new ProcessBuilder(List.of(
                        "unshare", "--mount", "--", "sh", "-c", SETUP, "setup", "" + peer.directory(), "" + memory))
                .redirectErrorStream(true)
                .start();
        String said = holder.inputReader().readLine();
        if (!"ready".equals(said)) {
            holder.destroy();
            throw new Peer.Absent("ufw does not run here: " + said);
        }
        return new Ufw(peer, memory.resolve("pristine"), holder);
    }

    Peer peer() {
        return peer;
    }

    /** Turned on as after its installation, with no rule of anybody, and nothing else in the kernel. */
    void reset() throws IOException, InterruptedException {
        Shell.run("nft", "flush", "ruleset");
        run("sh", "-c", "rm -rf /etc/ufw/* && cp -a " + pristine + "/. /etc/ufw && ufw --force enable");
    }

    String run(String... command) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("nsenter", "-t", "" + holder.pid(), "-m", "--"));
        argv.addAll(List.of(command));
        return Shell.run(argv.toArray(String[]::new));
    }

    /**
     * What the popular scripts do: fetch both lists, one call of ufw for each block, reload. Source: Paul-Reed/cloudflare-ufw and its many
     * relatives.
     */
    static Path script(Path directory, FakeCloudflare cloudflare) throws IOException {
        return Files.writeString(directory.resolve("cloudflare-ufw.sh"), """
                set -eu
                curl -fsS --max-time 20 '%1$s' >'%2$s'
                curl -fsS --max-time 20 '%3$s' >>'%2$s'
                for block in $(cat '%2$s'); do
                  ufw allow proto tcp from "$block" to any port 80,443 comment 'Cloudflare'
                done
                ufw reload
                """.formatted(
                        cloudflare.url("/ips-v4"), directory.resolve("list"), cloudflare.url("/ips-v6")));
    }

    /** Whom it lets in; nobody unless it drops the others. */
    AddressSet allowed() throws IOException, InterruptedException {
        AddressSet allowed = AddressSet.empty();
        for (String[] family : new String[][] {{"iptables", "ufw-user-input"}, {"ip6tables", "ufw6-user-input"}}) {
            String policy = Shell.attempt(List.of(family[0], "-S", "INPUT")).orElse("");
            if (policy.lines().anyMatch("-P INPUT DROP"::equals)) {
                allowed = allowed.union(ReadBack.accepted(
                        Shell.attempt(List.of(family[0], "-S", family[1])).orElse("")));
            }
        }
        return allowed;
    }

    @Override
    public void close() {
        holder.destroy();
    }
}
