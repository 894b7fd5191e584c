package io.originwall.agent.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.originwall.agent.config.Config;
import io.originwall.agent.config.ConfigLoader;
import io.originwall.agent.config.TargetConfig;
import io.originwall.api.TargetProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is in the zip for Windows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WindowsArchiveIT {
    private static final Path LIBRARIES = Path.of("target/originwall/lib");
    private static final Path CONFIG = Path.of("app/src/package/windows/config.yaml");
    private static final Pattern REFERENCE = Pattern.compile("%ORIGINWALL_HOME%\\\\([\\w\\\\*.-]+)");
    /** IMAGE_FILE_MACHINE_AMD64 of winnt.h. */
    private static final int AMD64 = 0x8664;

    private final Map<String, byte[]> files = new TreeMap<>();

    @BeforeAll
    void unpack() throws IOException {
        Packages.assumeBuilt();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Packages.zip()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getName()).startsWith("originwall-").doesNotContain("\\", "..");
                files.put(entry.getName().substring(entry.getName().indexOf('/') + 1), zip.readAllBytes());
            }
        }
    }

    private String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String name) {
        assertThat(files).containsKey(name);
        return files.getOrDefault(name, new byte[0]);
    }

    @Test
    void holdsTheLibrariesOfTheProgramWithoutTheAddOn() throws IOException {
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            List<String> expected = libraries
                    .map(file -> "lib/" + file.getFileName())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();

            assertThat(files.keySet())
                    .filteredOn(name -> name.startsWith("lib/"))
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .hasSizeGreaterThan(10);
        }
    }

    /** But what only the add-on brings. */
    @Test
    void whatTheLauncherRefersToIsThere() {
        List<String> references = REFERENCE
                .matcher(text("bin/originwall.cmd"))
                .results()
                .map(found -> found.group(1).replace('\\', '/'))
                .filter(name -> !name.startsWith("lib/aws"))
                .toList();

        assertThat(references)
                .contains("lib/*")
                .allSatisfy(name -> assertThat(files.keySet())
                        .anyMatch(file -> file.matches(name.replace(".", "[.]").replace("*", ".*") + "(/.*)?")));
    }

    @Test
    void theLauncherHasTheLineEndsOfWindowsAndAllItsLabels() {
        String launcher = text("bin/originwall.cmd");

        assertThat(launcher.replace("\r\n", "")).doesNotContain("\n", "\r");
        assertThat(found("goto (\\w+)", launcher))
                .isNotEmpty()
                .allSatisfy(label -> assertThat(launcher).contains("\r\n:" + label + "\r\n"));
    }

    @Test
    void theServiceWrapperIsOneFor64BitWindowsAndInTheListOfContents() throws Exception {
        byte[] wrapper = bytes("bin/prunsrv.exe");
        ByteBuffer image = ByteBuffer.wrap(wrapper).order(ByteOrder.LITTLE_ENDIAN);
        int header = image.getInt(0x3c);
        JsonNode component = procrun();

        assertThat(Short.toUnsignedInt(image.getShort(header + 4))).isEqualTo(AMD64);
        assertThat(component.at("/components/0/hashes/0/content").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(wrapper)));
        assertThat(component.at("/purl").asText())
                .matches("pkg:maven/commons-daemon/commons-daemon@[0-9.]+[?]classifier=bin-windows&type=zip");
        assertThat(text("licenses/commons-daemon/LICENSE.txt")).contains("Apache License");
        assertThat(text("licenses/commons-daemon/NOTICE.txt")).contains("Apache Commons Daemon");
        assertThat(text("copyright")).contains("bin/prunsrv.exe");
    }

    private JsonNode procrun() throws IOException {
        for (JsonNode component :
                new ObjectMapper().readTree(bytes("originwall.cdx.json")).at("/components")) {
            if (component.at("/name").asText().equals("commons-daemon")) {
                return component;
            }
        }
        throw new AssertionError("no commons-daemon among the components");
    }

    @Test
    void theConfigThatIsInItGuardsThisWindows() throws Exception {
        List<TargetProvider<?>> providers = ServiceLoader.load(TargetProvider.class).stream()
                .<TargetProvider<?>>map(ServiceLoader.Provider::get)
                .toList();

        Config config = new ConfigLoader(providers, Map.of()).load(CONFIG);

        assertThat(config.targets()).extracting(TargetConfig::type).containsExactly("windows-firewall");
        assertThat(bytes("config.yaml")).isEqualTo(Files.readAllBytes(CONFIG));
        assertThat(text("config.yaml")).contains("\\Originwall\\bin\\eventlog.ps1");
        assertThat(files)
                .containsKeys(
                        "bin/eventlog.ps1",
                        "docs/windows.md",
                        "README.md",
                        "LICENSE",
                        "config.example.yaml",
                        "docs/operations.md");
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
