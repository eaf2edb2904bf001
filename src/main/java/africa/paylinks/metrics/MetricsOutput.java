package africa.paylinks.metrics;

/** Receives metric lines; in Lambda it is standard output, which CloudWatch reads. */
@FunctionalInterface
public interface MetricsOutput {

    /** Writes one line, a JSON object in CloudWatch's embedded metric format. */
    void write(String line);
}
