package africa.paylinks;

import africa.paylinks.http.WarmUp;
import io.quarkus.arc.Arc;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Builds the one function that this process was started for, with all it needs, instead of leaving that to its first request. */
final class FunctionStart {

    private static final Logger LOG = Logger.getLogger(FunctionStart.class);

    void prepare(@Observes StartupEvent event, @ConfigProperty(name = "quarkus.funqy.export") Optional<String> export) {
        export.map(FunctionRecorder.registry::matchInvoker).map(FunctionInvoker::getTargetClass).ifPresent(function -> {
            try {
                if (Arc.container().instance(function).get() instanceof WarmUp cold) {
                    cold.prepare();
                }
            } catch (RuntimeException unready) {
                // A start that fails is tried again by Lambda at once and for ever; a request that fails says why.
                LOG.warnf("%s starts unprepared: %s", export.get(), unready.getMessage());
            }
        });
    }
}
