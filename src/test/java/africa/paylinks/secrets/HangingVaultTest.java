package africa.paylinks.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A vault that neither answers nor fails; every test would wait for ever if a request waited for it. */
@Timeout(60)
class HangingVaultTest {

    private static final Duration TTL = Duration.ofMinutes(5);
    private static final Duration NEVER = Duration.ofDays(1);

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final AtomicReference<CompletableFuture<String>> answer = new AtomicReference<>(CompletableFuture.completedFuture("one"));
    private final AtomicInteger reads = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        answer.get().complete("over");
        threads.shutdown();
    }

    @Test
    void aStaleSecretIsServedWhileItIsReadAgain() {
        Secrets secrets = secrets(NEVER, NEVER);
        assertEquals("one", value(secrets));
        answer.set(new CompletableFuture<>());
        clock.advance(TTL);
        for (int i = 0; i < 100; i++) {
            assertEquals("one", value(secrets));
        }
        assertEquals(2, reads.get(), "one reading is under way, and nobody else waits for it");
    }

    @Test
    void aSlowReadIsUsedWhenItCompletes() throws InterruptedException {
        Secrets secrets = secrets(NEVER, NEVER);
        assertEquals("one", value(secrets));
        CompletableFuture<String> slow = new CompletableFuture<>();
        answer.set(slow);
        clock.advance(TTL);
        assertEquals("one", value(secrets));
        slow.complete("two");
        while (value(secrets).equals("one")) {
            Thread.sleep(5);
        }
        assertEquals(2, reads.get());
    }

    @Test
    void aLateReadIsAsOldAsItsRequest() throws InterruptedException {
        Secrets secrets = secrets(NEVER, NEVER);
        assertEquals("one", value(secrets));
        CompletableFuture<String> frozen = new CompletableFuture<>();
        answer.set(frozen);
        clock.advance(TTL);
        assertEquals("one", value(secrets));
        // The process is frozen with the answer in its socket, and goes on half an hour later.
        clock.advance(Duration.ofMinutes(30));
        answer.set(CompletableFuture.completedFuture("three"));
        frozen.complete("two");
        while (!value(secrets).equals("three")) {
            Thread.sleep(5);
        }
    }

    @Test
    void aLostReadIsRestarted() {
        Secrets secrets = secrets(NEVER, NEVER);
        assertEquals("one", value(secrets));
        answer.set(new CompletableFuture<>());
        clock.advance(TTL);
        assertEquals("one", value(secrets));
        answer.set(CompletableFuture.completedFuture("two"));
        clock.advance(Duration.ofMinutes(1));
        while (value(secrets).equals("one")) {
            Thread.onSpinWait();
        }
        assertEquals(3, reads.get());
    }

    @Test
    void theFirstReadOfASecretHasATimeLimit() {
        answer.set(new CompletableFuture<>());
        Secrets secrets = secrets(NEVER, Duration.ofMillis(200));
        SecretsUnavailable unavailable = assertThrows(SecretsUnavailable.class, () -> secrets.current("flot"));
        assertTrue(unavailable.getMessage().contains("flot"), unavailable.getMessage());
    }

    @Test
    void beyondItsLongestAgeAStaleSecretIsNotServed() {
        Secrets secrets = secrets(Duration.ofHours(1), Duration.ofMillis(200));
        assertEquals("one", value(secrets));
        answer.set(new CompletableFuture<>());
        clock.advance(Duration.ofHours(1));
        assertThrows(SecretsUnavailable.class, () -> secrets.current("flot"));
    }

    @Test
    void aRefusalIsDecidedByWhatIsKnownWhenTheVaultHangs() {
        Secrets secrets = secrets(NEVER, Duration.ofMillis(200));
        assertEquals("one", value(secrets));
        answer.set(new CompletableFuture<>());
        assertEquals(false, secrets.acceptsCurrent("flot", any -> false));
        assertEquals(true, secrets.acceptsCurrent("flot", any -> true));
    }

    @Test
    void aCallerThatWaitsForAFailedReadReadsAgain() throws Exception {
        CompletableFuture<String> hanging = new CompletableFuture<>();
        answer.set(hanging);
        Secrets secrets = secrets(NEVER, Duration.ofSeconds(30));
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> value(secrets), threads);
        while (reads.get() == 0) {
            Thread.sleep(5);
        }
        FutureTask<String> second = new FutureTask<>(() -> value(secrets));
        Thread waiting = new Thread(second);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        answer.set(CompletableFuture.completedFuture("one"));
        hanging.completeExceptionally(new SecretsUnavailable("the vault hung"));

        assertThrows(ExecutionException.class, first::get);
        assertEquals("one", second.get());
    }

    private Secrets secrets(Duration longest, Duration reading) {
        return new Secrets((system, version) -> {
            reads.incrementAndGet();
            return Optional.of(new SecretDocument(Json.object().put("value", answer.get().join())));
        }, clock, new SecretLifetimes(TTL, longest, Duration.ZERO, reading), threads);
    }

    private static String value(Secrets secrets) {
        return secrets.current("flot").json().path("value").asText();
    }
}
