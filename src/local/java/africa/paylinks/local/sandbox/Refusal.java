package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.LocalResponse;

/** A refused request, with the error response of the system. */
public abstract class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient LocalResponse response;

    /** Refuses a request with the system's own error response. */
    protected Refusal(String message, LocalResponse response) {
        super(message);
        this.response = response;
    }

    /** Returns the error response. */
    public final LocalResponse response() {
        return response;
    }
}
