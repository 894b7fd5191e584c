package io.originwall.linux.lab;

import io.originwall.api.TargetException;
import io.originwall.exec.CommandRunner;
import io.originwall.linux.guard.LinuxTarget;
import io.originwall.net.Cidr;
import java.util.List;

/** An origin of the lab as a place of one backend: how a target is made there, and how it is emptied and looked at. */
public interface LabPlace {
    NetLab lab();

    /** With what the config lists. */
    LinuxTarget target(CommandRunner runner, List<Cidr> destinations, List<String> bridges) throws TargetException;

    /** With the defaults of the config. */
    default LinuxTarget target() throws TargetException {
        return target(lab().runner());
    }

    default LinuxTarget target(CommandRunner runner) throws TargetException {
        return target(runner, List.of(), List.of());
    }

    default LinuxTarget target(List<Cidr> destinations) throws TargetException {
        return target(lab().runner(), destinations, List.of());
    }

    /** Takes out everybody's rules. */
    void clear();

    /** Everybody's rules and sets, without counters. */
    String whole();

    /** The command that adds rules of iptables to where others' may stand, such as {@code iptables-nft}. */
    String iptables();

    /** What is found in {@link #whole} where packets that come in by an interface are let through unlooked at. */
    String exemption(String device);
}
