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

/** Builds this process's function with its dependencies during the start instead of in its first request. */
final class FunctionStart {

    private static final Logger LOG = Logger.getLogger(FunctionStart.class);

    void prepare(@Observes StartupEvent event, @ConfigProperty(name = "quarkus.funqy.export") Optional<String> export) {
        export.map(FunctionRecorder.registry::matchInvoker).map(FunctionInvoker::getTargetClass).ifPresent(function -> {
            try {
                if (Arc.container().instance(function).get() instanceof WarmUp warmUp) {
                    warmUp.prepare();
                }
            } catch (RuntimeException failed) {
                // Lambda would retry a failing start at once and for ever; a failing request says why.
                LOG.warnf("%s starts without preparation: %s", export.get(), failed.getMessage());
            }
        });
    }
}
