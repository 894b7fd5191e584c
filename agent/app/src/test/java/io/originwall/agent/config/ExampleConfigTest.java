package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.originwall.api.TargetProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code config.example.yaml} is the whole truth: every key, with its default. */
class ExampleConfigTest {
    private static final Pattern ENTRY = Pattern.compile("(?m)^  # - name: .*\n(?:  #   .*\n)+");

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

    private static List<String> otherTypes() {
        return ThisBuild.providers().stream()
                .map(TargetProvider::type)
                // The first is not in a comment, and the second has the same keys and one more.
                .filter(type -> !type.equals("nftables") && !type.equals("iptables"))
                .toList();
    }

    /** The commented entry of this type, as it is without the comment signs. */
    private String entry(String type) throws IOException {
        Matcher entries = ENTRY.matcher(Files.readString(example));
        List<String> found = entries.results()
                .map(entry -> entry.group().replaceAll("(?m)^  # ", "  "))
                .filter(entry -> entry.contains("\n    type: " + type + "\n"))
                .toList();
        assertThat(found).as("entries of type %s", type).hasSize(1);
        return "targets:\n" + found.get(0);
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void showsEveryKeyOfEachOtherTargetInAComment(String type) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(ThisBuild.file("docs/config.schema.json").toFile());

        assertThat(keys(new YAMLMapper().readTree(entry(type)).at("/targets/0")))
                .isEqualTo(keys(schema.at("/$defs/" + type), ""));
    }

    @Test
    void theTargetForEc2MayBeUsedAsItIs() throws Exception {
        Config config = loader.parse("config.yaml", entry("ec2-security-group").getBytes(StandardCharsets.UTF_8));

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
