package africa.paylinks.local.gateway;

import africa.paylinks.logging.Correlation;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.funqy.lambda.FunqyRequestImpl;
import io.quarkus.funqy.lambda.FunqyResponseImpl;
import io.quarkus.funqy.runtime.ApplicationException;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.funqy.runtime.RequestContextImpl;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The functions of this process, called through Funqy's own registry and with Funqy's own readers and writers.
 *
 * <p>Each call runs on its caller's thread. The event loop of Quarkus takes one event at a time and so hides races.
 */
public final class FunqyFunctions implements Functions {

    @Override
    public byte[] invoke(String name, byte[] event) throws Exception {
        return Correlation.invocation(name, UUID.randomUUID().toString(), () -> invoked(name, event));
    }

    private static byte[] invoked(String name, byte[] event) throws Exception {
        FunctionInvoker invoker = FunctionRecorder.registry.matchInvoker(name);
        if (invoker == null) {
            throw new UnknownFunction("No @Funq(\"" + name + "\"); there are "
                    + new TreeSet<>(FunctionRecorder.registry.invokers().stream().map(FunctionInvoker::getName).toList()));
        }
        Object input = invoker.hasInput() ? part(invoker, ObjectReader.class).readValue(event) : null;
        ManagedContext context = Arc.container().requestContext();
        context.activate();
        try {
            FunqyResponseImpl response = new FunqyResponseImpl();
            invoker.invoke(new FunqyRequestImpl(new RequestContextImpl(), input), response);
            Object output = response.getOutput().await().indefinitely();
            return output == null ? "null".getBytes(StandardCharsets.UTF_8) : part(invoker, ObjectWriter.class).writeValueAsBytes(output);
        } catch (ApplicationException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        } finally {
            context.terminate();
        }
    }

    private static <T> T part(FunctionInvoker invoker, Class<T> type) {
        return type.cast(invoker.getBindingContext().get(type.getName()));
    }
}
