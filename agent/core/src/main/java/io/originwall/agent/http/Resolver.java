package io.originwall.agent.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Finds the addresses of a host, in order of preference. */
@FunctionalInterface
interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
}
