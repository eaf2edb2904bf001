package africa.paylinks.packaged;

/** What can be wrong with something that a function calls over HTTP. */
enum Fault {
    /** It answers as always. */
    NONE("none"),
    /** Nobody listens on its port. */
    REFUSE("refuse"),
    /** It takes the request and resets the connection. */
    RESET("reset"),
    /** It takes the request and never says a word. */
    HANG_BEFORE_HEADERS("hang before headers"),
    /** It does what it is asked, sends the headers and half of the body, and then nothing. */
    HANG_IN_BODY("hang within body"),
    /** It fails: 500. */
    SERVER_ERROR("500"),
    /** It has no room for the request. */
    THROTTLE("throttle"),
    /** Somebody else is changing the same thing. */
    CONFLICT("conflict"),
    /** It answers 200 and the page of somebody in between. */
    WRONG_CONTENT("wrong content");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** How a table of results calls it. */
    String words() {
        return words;
    }

    /** Whether the request is carried out although its caller does not learn of it. */
    boolean carriesOut() {
        return this == NONE || this == HANG_IN_BODY;
    }
}
