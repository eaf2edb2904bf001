package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import java.util.List;

/** An outside system that the sandbox plays. */
public interface SandboxSystem {

    /** Answers the first segment of its paths, such as {@code flot}. */
    String name();

    /**
     * Answers a request that the product or a customer makes to the system.
     *
     * @param path decoded path below {@code /<name>}, beginning with a slash
     * @throws Refusal when the system refuses the request
     * @throws Exception when the sandbox itself is broken
     */
    LocalResponse answer(LocalRequest call, String path) throws Exception;

    /**
     * Answers what console, tests and scripts ask or tell the sandbox about the system.
     *
     * @param path decoded segments below {@code /_control/<name>}, may be empty
     * @throws Exception when the sandbox itself is broken
     */
    LocalResponse control(LocalRequest call, List<String> path) throws Exception;
}
