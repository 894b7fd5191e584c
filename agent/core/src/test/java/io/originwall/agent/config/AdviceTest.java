package io.originwall.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdviceTest {
    @Test
    void onWindowsNobodyIsSentToSystemdOrRoot() {
        assertThat(Advice.of(true).toString())
                .contains("sc.exe", "originwall reload", "administrator")
                .doesNotContain("systemctl", "root");
        assertThat(Advice.of(false).toString()).contains("systemctl reload", "run as root");
    }
}
