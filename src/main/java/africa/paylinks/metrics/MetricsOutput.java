package africa.paylinks.metrics;

/** Where the lines of metrics go: standard output, where Lambda and CloudWatch read them. */
@FunctionalInterface
public interface MetricsOutput {

    /** Takes one line, a JSON object in CloudWatch's embedded metric format. */
    void write(String line);
}
