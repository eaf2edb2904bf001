package africa.paylinks.logging;

import java.nio.charset.StandardCharsets;

/** Standard output, from which Lambda reads log lines. Each line is one write, so that lines of several threads do not mix. */
public final class StandardOutput {

    private StandardOutput() {
    }

    /** Writes one line. */
    public static void write(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
