package africa.paylinks.http;

/** Ends the handling of a request with an error response. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.code().wireName(), null, false, false);
        this.problem = problem;
    }

    /** The error to respond with. */
    public Problem problem() {
        return problem;
    }
}
