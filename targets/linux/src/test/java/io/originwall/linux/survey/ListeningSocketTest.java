package io.originwall.linux.survey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListeningSocketTest {
    @Test
    void keepsWhatStrangersCanReach() {
        String ss = """
                udp   UNCONN 0      0            0.0.0.0:443        0.0.0.0:*    users:(("caddy",pid=812,fd=9))
                udp   UNCONN 0      0         127.0.0.53%lo:53      0.0.0.0:*    users:(("systemd-resolve",pid=1,fd=13))
                udp   UNCONN 0      0      [fe80::1]%eth0:546             [::]:*
                tcp   LISTEN 0      4096         0.0.0.0:8080       0.0.0.0:*    users:(("docker-proxy",pid=9,fd=4),("x",pid=10,fd=4))
                tcp   LISTEN 0      4096            [::]:8080          [::]:*    users:(("docker-proxy",pid=9,fd=4))
                tcp   LISTEN 0      511                *:80               *:*
                tcp   LISTEN 0      128        10.0.0.5:8081        0.0.0.0:*
                tcp   LISTEN 0      128      172.31.0.5:8082        0.0.0.0:*
                tcp   LISTEN 0      128     192.168.0.5:8083        0.0.0.0:*
                tcp   LISTEN 0      128      100.64.0.5:8084        0.0.0.0:*
                tcp   LISTEN 0      128     169.254.0.5:8085        0.0.0.0:*
                tcp   LISTEN 0      128    198.51.100.7:9443        0.0.0.0:*
                tcp   LISTEN 0      128  [::ffff:127.0.0.1]:9005          *:*
                tcp   LISTEN 0      128           [::1]:631            [::]:*
                """;

        assertThat(ListeningSocket.parse(ss))
                .extracting(ListeningSocket::describe)
                .containsExactly(
                        "443/udp (caddy)",
                        "8080/tcp (docker-proxy)",
                        "80/tcp",
                        "8081/tcp",
                        "8082/tcp",
                        "8083/tcp",
                        "8084/tcp",
                        "9443/tcp");
    }
}
