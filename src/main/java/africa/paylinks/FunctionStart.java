package africa.paylinks;

import africa.paylinks.http.WarmUp;
import africa.paylinks.logging.Correlation;
import africa.paylinks.logging.JsonLogHandler;
import africa.paylinks.logging.StandardOutput;
import io.quarkus.arc.Arc;
import io.quarkus.bootstrap.logging.InitialConfigurator;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.logging.Handler;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Builds this process's function with its dependencies during the start instead of in its first request. */
final class FunctionStart {

    /** Set by Lambda in every runtime. */
    private static final String LAMBDA = "AWS_LAMBDA_FUNCTION_NAME";
    private static final Logger LOG = Logger.getLogger(FunctionStart.class);

    /** Runs before any other observer logs. Outside Lambda, log lines stay readable for people. */
    void logJson(@Observes @Priority(Integer.MIN_VALUE) StartupEvent event,
            @ConfigProperty(name = "quarkus.funqy.export") Optional<String> export) {
        export.filter(function -> System.getenv(LAMBDA) != null).ifPresent(function -> {
            Correlation.setFunction(function);
            JsonLogHandler json = new JsonLogHandler(StandardOutput::write);
            for (Handler console : InitialConfigurator.DELAYED_HANDLER.getHandlers()) {
                json.setFilter(console.getFilter());
                json.setLevel(console.getLevel());
            }
            InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {json});
        });
    }

    void prepare(@Observes StartupEvent event, @ConfigProperty(name = "quarkus.funqy.export") Optional<String> export) {
        export.map(FunctionRecorder.registry::matchInvoker).map(FunctionInvoker::getTargetClass).ifPresent(function -> {
            try {
                if (Arc.container().instance(function).get() instanceof WarmUp warmUp) {
                    warmUp.prepare();
                }
            } catch (RuntimeException failed) {
                // Lambda would retry a failing start at once and for ever; a failing request says why.
                LOG.warnf("function-not-prepared: %s", failed.getMessage());
            }
        });
    }
}
