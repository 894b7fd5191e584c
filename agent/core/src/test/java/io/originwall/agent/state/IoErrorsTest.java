package io.originwall.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IoErrorsTest {
    private static final Path FILE = Path.of("/var/lib/originwall/ranges.json");

    @Test
    void ofRightsNamesWhoHasThem() {
        assertThat(IoErrors.with(FILE, new AccessDeniedException(FILE.toString()), "delete it"))
                .isEqualTo("permission denied; run as root, or as the owner of /var/lib/originwall");
    }

    @Test
    void ofAnyOtherKindSaysWhatItIsAndTheWayOut() {
        assertThat(IoErrors.with(
                        FILE, new FileSystemException(FILE.toString(), null, "Input/output error"), "delete it"))
                .isEqualTo("Input/output error; delete it");
        assertThat(IoErrors.with(FILE, new IOException("No space left on device"), ""))
                .isEqualTo("No space left on device");
    }
}
