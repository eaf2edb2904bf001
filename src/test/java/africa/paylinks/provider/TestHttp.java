package africa.paylinks.provider;

import africa.paylinks.metrics.RecordedMetrics;
import java.time.Clock;
import java.time.Duration;

/** One client for all tests of this process that are not about the client: each client starts threads of its own. */
public final class TestHttp {

    /** Checks its metrics, and records none. */
    public static final ProviderHttp SHARED = new ProviderHttp(Duration.ofSeconds(2), Clock.systemUTC(), RecordedMetrics.checked());

    private TestHttp() {
    }
}
