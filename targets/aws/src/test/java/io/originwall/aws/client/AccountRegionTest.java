package io.originwall.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountRegionTest {
    private static AccountRegion place(String region, String role, String externalId) {
        return new AccountRegion(Optional.of(region), Optional.of(role), Optional.of(externalId));
    }

    @Test
    void isARegionOfAnAccount() {
        AccountRegion place = place("eu-west-1", "role", "id");

        assertThat(place)
                .isEqualTo(place("eu-west-1", "role", "id"))
                .hasSameHashCodeAs(place("eu-west-1", "role", "id"));
        assertThat(List.of(
                        place("eu-west-2", "role", "id"),
                        place("eu-west-1", "other", "id"),
                        place("eu-west-1", "role", "other"),
                        new AccountRegion(Optional.empty(), Optional.of("role"), Optional.of("id"))))
                .doesNotContain(place);
    }
}
