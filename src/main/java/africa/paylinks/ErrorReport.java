package africa.paylinks;

import io.quarkus.amazon.lambda.runtime.FunctionError;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Lets a native executable report an exception that leaves a function: the poll loop writes it to the runtime API as a
 * {@link FunctionError}, whose accessors Quarkus does not register, and without a report Lambda waits until the function's
 * time is over.
 */
@RegisterForReflection(targets = FunctionError.class)
final class ErrorReport {

    private ErrorReport() {
    }
}
