package io.originwall.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds JSON documents against docs/output.schema.json. */
public final class OutputSchema {
    private OutputSchema() {}

    /** Fails where the document is not of this command's shape. */
    public static void assertValid(String command, String json) {
        assertThat(of(command).validate(json, InputFormat.JSON)).as(json).isEmpty();
    }

    /** The whole schema, with one command's shape at the top. */
    public static Schema of(String command) {
        try {
            Path root = Path.of("").toAbsolutePath();
            while (!Files.exists(root.resolve("mvnw"))) {
                root = root.resolveSibling("").toAbsolutePath();
            }
            String all = Files.readString(root.resolve(Path.of("docs", "output.schema.json")));
            String top = all.substring(0, all.lastIndexOf("\"anyOf\": ["));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(top + "\"$ref\": \"#/$defs/" + command + "\"}", InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
