package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code config.example.yaml} is the whole truth: every key, with its default. */
class ExampleConfigTest {
    private final Path example = ThisBuild.file("config.example.yaml");
    private final ConfigLoader loader = new ConfigLoader(ThisBuild.providers(), Map.of());

    @Test
    void showsTheDefaults() throws ConfigException {
        Config defaults = loader.parse("config.yaml", TestConfig.ONE_TARGET.getBytes(StandardCharsets.UTF_8));

        assertThat(loader.load(example)).isEqualTo(defaults);
    }

    @Test
    void showsEveryKeyThatThereIs() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(ThisBuild.file("docs/config.schema.json").toFile());
        JsonNode entry = schema.at("/$defs/nftables");

        JsonNode shown = new YAMLMapper().readTree(example.toFile());

        Set<String> all = keys(schema, "");
        assertThat(all.remove("state-dir")).as("the short form of state.store").isTrue();
        assertThat(keys(shown)).isEqualTo(all).hasSizeGreaterThan(20);
        assertThat(keys(shown.at("/targets/0"))).isEqualTo(keys(entry, ""));
    }

    @Test
    void showsEveryKeyOfATargetForWindowsInAComment() throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(ThisBuild.file("docs/config.schema.json").toFile());
        String text = Files.readString(example);
        int start = text.indexOf("  # - name: win\n");
        String entry = text.substring(start, text.indexOf("\n\n", start)).replace("\n  # ", "\n");

        JsonNode shown =
                new YAMLMapper().readTree(entry.substring("  # ".length())).get(0);

        assertThat(keys(shown)).isEqualTo(keys(schema.at("/$defs/windows-firewall"), ""));
        assertThat(shown.get("local-subnet").asBoolean(true)).isFalse();
    }

    @Test
    void showsEveryKeyOfATargetForEc2InACommentThatMayBeUsedAsItIs() throws Exception {
        String whole = Files.readString(example);
        String block = whole.substring(whole.indexOf("  # - name: web"), whole.indexOf("  # The Windows Firewall"));
        String text = "targets:\n" + block.replaceAll("(?m)^  # ", "  ");

        JsonNode shown = new YAMLMapper().readTree(text).at("/targets/0");
        Config config = loader.parse("config.yaml", text.getBytes(StandardCharsets.UTF_8));

        JsonNode schema = new ObjectMapper()
                .readTree(ThisBuild.file("docs/config.schema.json").toFile());
        assertThat(keys(shown)).isEqualTo(keys(schema.at("/$defs/ec2-security-group"), ""));
        assertThat(config.targets()).extracting(TargetConfig::type).containsExactly("ec2-security-group");
    }

    @Test
    void showsAccountsThatMayBeUsedAsTheyAre() throws Exception {
        Matcher accounts = Pattern.compile("\\[\\{assume-role: .*\\}\\]").matcher(Files.readString(example));
        assertThat(accounts.find()).isTrue();
        String text =
                "targets: [{name: web, type: ec2-security-group, groups: [web], accounts: " + accounts.group() + "}]";

        Config config = loader.parse("config.yaml", text.getBytes(StandardCharsets.UTF_8));

        assertThat(config.targets()).hasSize(1);
    }

    @Test
    void fitsAHundredAndTwentyColumns() throws IOException {
        assertThat(Files.readAllLines(example))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    private static Set<String> keys(JsonNode mapping) {
        Set<String> keys = new TreeSet<>();
        mapping.properties().forEach(entry -> {
            keys.add(entry.getKey());
            keys(entry.getValue()).forEach(key -> keys.add(entry.getKey() + "." + key));
        });
        return keys;
    }

    /** But for those that the next version will not know. */
    private static Set<String> keys(JsonNode schema, String path) {
        Set<String> keys = new TreeSet<>();
        schema.path("properties").properties().forEach(property -> {
            if (property.getValue().path("deprecated").asBoolean()) {
                return;
            }
            keys.add(path + property.getKey());
            keys.addAll(keys(property.getValue(), path + property.getKey() + "."));
        });
        return keys;
    }
}
