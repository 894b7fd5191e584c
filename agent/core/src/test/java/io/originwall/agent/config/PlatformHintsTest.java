package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlatformHintsTest {
    @Test
    void onWindowsNobodyIsSentToSystemdOrRoot() {
        assertThat(PlatformHints.of(true).toString())
                .contains("sc.exe", "originwall reload", "administrator")
                .doesNotContain("systemctl", "root");
        assertThat(PlatformHints.of(false).toString()).contains("systemctl reload", "run as root");
    }
}
