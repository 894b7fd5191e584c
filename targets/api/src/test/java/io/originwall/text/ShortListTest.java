package io.originwall.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortListTest {
    @Test
    void aFewAreToldByNameAndTheOthersByNumber() {
        assertThat(ShortList.of(List.of())).isEmpty();
        assertThat(ShortList.of(List.of(1, 2, 3))).isEqualTo("1, 2, 3");
        assertThat(ShortList.of(List.of(1, 2, 3, 4))).isEqualTo("1, 2, 3 and 1 more");
    }

    @Test
    void theNumberIsTheLastItem() {
        assertThat(ShortList.of(List.of("a", "b"), 2)).containsExactly("a", "b");
        assertThat(ShortList.of(List.of("a", "b", "c"), 2)).containsExactly("a", "b", "and 1 more");
    }
}
