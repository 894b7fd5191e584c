package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSchemaTest {
    /** With {@code -Doriginwall.write=true} the file is written instead of compared. */
    private static final boolean WRITE = Boolean.getBoolean("originwall.write");

    private static final String HOW_TO_WRITE =
            "docs/config.schema.json is not what the records say; run: ./mvnw -B -pl agent/app -am test -Dtest=ConfigSchemaTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Doriginwall.write=true";

    private final Path file = ThisBuild.file("docs/config.schema.json");

    @Test
    void theCommittedSchemaIsWhatTheRecordsSay() throws Exception {
        String generated = generated();
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }

        assertThat(file).as(HOW_TO_WRITE).content().isEqualTo(generated);
    }

    @Test
    void theExampleIsValid() throws IOException {
        assertThat(schema().validate(Files.readString(ThisBuild.file("config.example.yaml")), InputFormat.YAML))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ranges: {provider: file, url: /x, every: '0 17 * * * ?'}",
                "trust: {shortest-prefix: {ipv4: '${PREFIX}'}, removal-grace: PT3H}",
                "allow: [192.0.2.1, '2001:db8::/32', '${OFFICE}']",
                "guard: {ports: [443, 443/udp, 8000-8010/tcp, '${PORT}/tcp'], mode: observe}",
                "guard:"
            })
    void theSchemaAcceptsWhatTheAgentReads(String line) throws IOException {
        String text = line + "\n" + TestConfig.ONE_TARGET;

        assertThat(TestConfig.refusalOfAll(text)).startsWith("accepted: ");
        assertThat(schema().validate(text, InputFormat.YAML)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gaurd: {}",
                "guard: {mod: observe}",
                "guard: {mode: observed}",
                "guard: {ports: 80/tcp}",
                "guard: {ports: []}",
                "guard: {ports: [70000]}",
                "guard: {ports: [http]}",
                "trust: {shortest-prefix: {ipv4: 33}}",
                "trust: {max-shrink: 30}",
                "trust: {removal-grace: 1 day}",
                "allow: [office.example.com]",
                "ranges: {ipv6: 'yes'}",
                "ranges: {networks: [china]}",
                "state-dir: var/lib"
            })
    void theSchemaRefusesWhatTheAgentRefuses(String line) throws IOException {
        String text = line + "\n" + TestConfig.ONE_TARGET;

        assertThat(TestConfig.refusalOfAll(text)).startsWith("config.yaml:1:");
        assertThat(schema().validate(text, InputFormat.YAML)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allow: []",
                "targets: []",
                "targets: [host]",
                "targets: [{name: host}]",
                "targets: [{type: nftables}]",
                "targets: [{name: host, type: iptable}]",
                "targets: [{name: host, type: nftables, bridge: []}]",
                "targets: [{name: host, type: nftables, guard: {ports: []}}]"
            })
    void theSchemaRefusesBadTargetsToo(String text) throws IOException {
        assertThat(TestConfig.refusalOfAll(text)).startsWith("config.yaml:1:");
        assertThat(schema().validate(text, InputFormat.YAML)).isNotEmpty();
    }

    private Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(file), InputFormat.JSON);
    }

    private static String generated() throws Exception {
        ConfigLoader loader = new ConfigLoader(ThisBuild.providers(), Map.of());
        Config defaults = loader.parse("config.yaml", TestConfig.ONE_TARGET.getBytes(StandardCharsets.UTF_8));
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        return new ObjectMapper()
                        .writer(lines)
                        .writeValueAsString(new ConfigSchema(ThisBuild.providers(), defaults).generate())
                + "\n";
    }
}
