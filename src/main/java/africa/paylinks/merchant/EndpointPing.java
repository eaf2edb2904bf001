package africa.paylinks.merchant;

import java.util.OptionalInt;

/** Tries an endpoint with a signed event that is about nothing. */
@FunctionalInterface
public interface EndpointPing {

    /** Sends one {@code ping} event and waits for the response. */
    Result ping(MerchantEndpoint endpoint);

    /**
     * The result of an attempt.
     *
     * @param httpStatus empty without a response
     * @param reason     why there was none; empty when there was one
     */
    record Result(String eventId, OptionalInt httpStatus, String reason) {

        /** Whether the endpoint accepted the event. */
        public boolean delivered() {
            return httpStatus.isPresent() && httpStatus.getAsInt() >= 200 && httpStatus.getAsInt() < 300;
        }
    }
}
