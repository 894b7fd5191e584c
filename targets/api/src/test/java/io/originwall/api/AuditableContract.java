package io.originwall.api;

import static io.originwall.api.ContractGuards.guard;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What every target keeps to that sees ways around its guard. Which ones it sees is for its own tests. */
public interface AuditableContract extends ContractPlace {
    @Test
    default void anAuditChangesNothingAndItsFindingsAreForPeopleAndScripts() throws Exception {
        apply(guard());
        String before = wholePlace();

        List<Finding> findings = target().auditable().orElseThrow().audit(guard());

        assertThat(wholePlace()).isEqualTo(before);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(finding.summary()).isNotBlank().doesNotContain("\n");
            assertThat(finding.remedy()).isNotBlank().doesNotContain("\n");
        });
    }
}
