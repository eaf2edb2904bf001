package africa.paylinks;

import io.quarkus.amazon.lambda.runtime.FunctionError;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Lets a native executable report an exception that a function throws. The poll loop writes it to the runtime API as a
 * {@link FunctionError}, whose accessors Quarkus does not register. Without a report, Lambda waits until the function times
 * out.
 */
@RegisterForReflection(targets = FunctionError.class)
final class ErrorReport {

    private ErrorReport() {
    }
}
