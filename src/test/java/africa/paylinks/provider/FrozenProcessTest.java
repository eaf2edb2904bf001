package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.RawHttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that is really stopped, as Lambda stops one between requests, while its peers drop their connections. */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
@Tag("slow")
class FrozenProcessTest {

    private static final String ANSWER = "{\"SecretString\":\"{}\",\"CreatedDate\":1.7951E9}";
    /** Longer than either client keeps a connection that is idle: the JDK's own five seconds, and two of the test's. */
    private static final long FROZEN_MILLIS = 6_500;

    @Test
    void noRequestIsSentOnAConnectionThatThePeerDroppedMeanwhile() throws Exception {
        try (RawHttpServer closing = RawHttpServer.start(exchange -> exchange.ok(ANSWER));
                RawHttpServer closingToo = RawHttpServer.start(exchange -> exchange.ok(ANSWER));
                RawHttpServer losing = RawHttpServer.start(FrozenProcessTest::firstOnly);
                RawHttpServer losingToo = RawHttpServer.start(FrozenProcessTest::firstOnly)) {
            List<String> calls = List.of("provider " + closing.uri(), "aws " + closingToo.uri(), "provider " + losing.uri(),
                    "aws " + losingToo.uri());
            Process caller = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
                    "-cp", System.getProperty("java.class.path"), FrozenCaller.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (Writer in = caller.outputWriter(StandardCharsets.US_ASCII);
                    BufferedReader out = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII))) {
                assertEquals(List.of("200", "200", "200", "200"), answers(calls, in, out));
                signal("STOP", caller);
                closing.closeConnections();
                closingToo.closeConnections();
                Thread.sleep(FROZEN_MILLIS);
                signal("CONT", caller);
                assertEquals(List.of("200", "200", "200", "200"), answers(calls, in, out));
            } finally {
                caller.destroyForcibly();
            }
            for (RawHttpServer server : List.of(closing, closingToo, losing, losingToo)) {
                assertEquals(2, server.connections());
                assertEquals(2, server.requests().size(), "nothing was sent twice");
            }
        }
    }

    /** Whatever is sent on a connection after the first request gets lost. */
    private static void firstOnly(RawHttpServer.Exchange exchange) throws IOException, InterruptedException {
        if (exchange.place() > 0) {
            exchange.stall();
        }
        exchange.ok(ANSWER);
    }

    private static List<String> answers(List<String> calls, Writer in, BufferedReader out) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String call : calls) {
            in.write(call + "\n");
            in.flush();
            answers.add(out.readLine());
        }
        return answers;
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }
}
