package io.originwall.agent.cli;

import io.originwall.linux.lab.NetLab;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One private network for all tests of a class, without a rule when each begins: {@code @RegisterExtension static final SharedNet NET = new SharedNet();} */
final class SharedNet implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private Optional<NetLab> lab = Optional.empty();

    @Override
    public void beforeAll(ExtensionContext context) {
        lab = Optional.of(NetLab.open());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        lab().run("nft", "flush", "ruleset");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        lab.ifPresent(NetLab::close);
    }

    NetLab lab() {
        return lab.orElseThrow();
    }
}
