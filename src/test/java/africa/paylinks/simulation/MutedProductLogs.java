package africa.paylinks.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Mutes the product's logs while a simulation runs: what goes wrong there goes wrong on purpose, many thousand times. */
final class MutedProductLogs implements BeforeAllCallback, AfterAllCallback {

    private static final Logger PRODUCT = Logger.getLogger("africa.paylinks");

    private Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = PRODUCT.getLevel();
        PRODUCT.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        PRODUCT.setLevel(before);
    }
}
