package io.originwall.agent.cli.generate;

import java.time.LocalDate;
import java.util.List;

/**
 * The page of the config file in section 5 of the manual: the example config, which shows every key.
 *
 * @param example the lines of {@code config.example.yaml}
 */
record ConfigPage(List<String> example, LocalDate date, String version) {
    static final String FILE_NAME = "originwall.yaml.5";

    String render() {
        return new Roff()
                .title("ORIGINWALL.YAML", 5, date, version, "File Formats")
                .section("NAME")
                .text("originwall.yaml - the config of originwall")
                .section("DESCRIPTION")
                .text("The config is one YAML file. Every key may be left out but targets.")
                .text("Unknown keys, keys that are there twice and bad values are refused, all of them at once.")
                .text("originwall config check tells what is wrong without changing anything.")
                .section("EXAMPLE")
                .text("Every key, with its default:")
                .verbatim(example)
                .section("SEE ALSO")
                .text("originwall(1), originwall-config-check(1)")
                .toString();
    }
}
