package africa.paylinks.notification;

import java.time.Instant;

/**
 * What all processes know of an endpoint that hangs or has hung.
 *
 * @param url     the digest of the URL that it is about
 * @param open    whether the endpoint hangs, so that it gets one attempt at a time
 * @param retryAt when the next attempt may begin; of a closed circuit, when it closed
 * @param version of this record, from 1 on
 */
public record EndpointCircuit(String merchant, String url, boolean open, Instant retryAt, long version) {

    EndpointCircuit next(String nextUrl, boolean nextOpen, Instant nextRetryAt) {
        return new EndpointCircuit(merchant, nextUrl, nextOpen, nextRetryAt, version + 1);
    }
}
