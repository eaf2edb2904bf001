package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import java.util.List;

/** An external system that the sandbox simulates. */
public interface SandboxSystem {

    /** Returns the first segment of its paths, such as {@code flot}. */
    String name();

    /**
     * Handles a request of the product or of a customer.
     *
     * @param path decoded path below {@code /<name>}, beginning with a slash
     * @throws Refusal when the system refuses the request
     * @throws Exception when the sandbox itself fails
     */
    LocalResponse answer(LocalRequest call, String path) throws Exception;

    /**
     * Handles a control request of the console, of tests or of scripts.
     *
     * @param path decoded segments below {@code /_control/<name>}, may be empty
     * @throws Exception when the sandbox itself fails
     */
    LocalResponse control(LocalRequest call, List<String> path) throws Exception;
}
