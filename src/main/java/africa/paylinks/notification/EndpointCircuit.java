package africa.paylinks.notification;

import java.time.Instant;

/**
 * The circuit state of an endpoint that times out or did so recently, shared by all processes.
 *
 * @param endpoint the key of the endpoint
 * @param url     the digest of the endpoint's URL
 * @param open    whether the endpoint times out, so that it gets one attempt at a time
 * @param retryAt the earliest time of the next attempt; for a closed circuit, when it closed
 * @param version the version of this record; starts at 1
 */
public record EndpointCircuit(String endpoint, String url, boolean open, Instant retryAt, long version) {

    EndpointCircuit next(String nextUrl, boolean nextOpen, Instant nextRetryAt) {
        return new EndpointCircuit(endpoint, nextUrl, nextOpen, nextRetryAt, version + 1);
    }
}
