package io.originwall.ec2.lab;

/** What a service answers. */
record Answer(int status, String type, String body) {}
