package io.originwall.agent.cli;

import picocli.CommandLine.Command;

@Command(name = "config", description = "Work with the config file.")
final class ConfigCommand extends CommandGroup {}
