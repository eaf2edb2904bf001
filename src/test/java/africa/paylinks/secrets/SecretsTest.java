package africa.paylinks.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.http.Json;
import africa.paylinks.secrets.SecretVault.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private final AdjustableClock clock = new AdjustableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final Map<Version, String> vault = new EnumMap<>(Version.class);
    private int reads;
    private boolean down;
    private Instant rotated = clock.instant();
    private final Secrets secrets = new Secrets(this::fetch, clock, Duration.ofMinutes(5));

    @Test
    void aSecretIsReadOnceWhileItIsFresh() {
        vault.put(Version.CURRENT, "one");
        for (int i = 0; i < 10; i++) {
            assertEquals("one", value(secrets.current("flot")));
        }
        assertEquals(1, reads);
        clock.advance(Duration.ofMinutes(5));
        secrets.current("flot");
        assertEquals(2, reads);
    }

    @Test
    void aMissingSecretIsAnErrorThatNamesTheSystem() {
        assertTrue(assertThrows(SecretsUnavailable.class, () -> secrets.current("flot")).getMessage().contains("flot"));
        assertThrows(SecretsUnavailable.class, () -> secrets.accepts("flot", any -> true));
    }

    @Test
    void cachedSecretsStayInUseWhileTheVaultIsDown() {
        vault.put(Version.CURRENT, "one");
        secrets.current("flot");
        down = true;
        clock.advance(Duration.ofHours(1));
        assertEquals("one", value(secrets.current("flot")));
    }

    @Test
    void whileTheVaultIsDownASecretEndsAtItsLongestAge() {
        vault.put(Version.CURRENT, "one");
        secrets.current("flot");
        down = true;
        clock.advance(Duration.ofHours(6).minusSeconds(1));
        assertEquals("one", value(secrets.current("flot")));
        clock.advance(Duration.ofSeconds(1));
        assertThrows(SecretsUnavailable.class, () -> secrets.current("flot"));
        assertThrows(SecretsUnavailable.class, () -> secrets.acceptsCurrent("flot", is("one")));
        down = false;
        assertEquals("one", value(secrets.current("flot")));
    }

    @Test
    void aFailingVaultIsNotCalledByEveryRequest() {
        vault.put(Version.CURRENT, "one");
        secrets.current("flot");
        down = true;
        clock.advance(Duration.ofMinutes(10));
        for (int i = 0; i < 100; i++) {
            secrets.current("flot");
        }
        assertEquals(2, reads);
        clock.advance(Duration.ofSeconds(30));
        down = false;
        vault.put(Version.CURRENT, "two");
        assertEquals("two", value(secrets.current("flot")));
    }

    @Test
    void aSecretThatIsDeletedIsMissedWhenItIsReadAgain() {
        vault.put(Version.CURRENT, "one");
        secrets.current("flot");
        vault.clear();
        clock.advance(Duration.ofMinutes(5));
        assertThrows(SecretsUnavailable.class, () -> secrets.current("flot"));
    }

    @Test
    void thePreviousVersionIsAcceptedForABoundedTimeAfterTheRotation() {
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertTrue(secrets.accepts("flot", is("one")));
        clock.advance(Duration.ofSeconds(1));
        assertFalse(secrets.accepts("flot", is("one")));
        assertTrue(secrets.accepts("flot", is("two")));
    }

    @Test
    void aLongerTimeForThePreviousVersionIsASetting() {
        Secrets withLongGracePeriod = new Secrets(this::fetch, clock,
                new SecretLifetimes(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(7), Duration.ofSeconds(1)), Runnable::run);
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        clock.advance(Duration.ofDays(6));
        assertTrue(withLongGracePeriod.accepts("flot", is("one")));
        clock.advance(Duration.ofDays(1));
        assertFalse(withLongGracePeriod.accepts("flot", is("one")));
    }

    @Test
    void withoutTimeForThePreviousVersionARotationEndsItAtOnce() {
        Secrets strict = new Secrets(this::fetch, clock,
                new SecretLifetimes(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ZERO, Duration.ofSeconds(1)), Runnable::run);
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        assertFalse(strict.accepts("flot", is("one")));
        assertTrue(strict.accepts("flot", is("two")));
    }

    @Test
    void thePreviousVersionOfASecretOfUnknownAgeIsNotAccepted() {
        Secrets withoutCreationTime = new Secrets((system, version) -> Optional.of(document(version == Version.CURRENT ? "two" : "one", Optional.empty())),
                clock, Duration.ofMinutes(5));
        assertFalse(withoutCreationTime.accepts("flot", is("one")));
    }

    @Test
    void storingTheSameValueTwiceEndsThePreviousVersionAtTheNextRead() {
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "leaked");
        assertTrue(secrets.accepts("flot", is("leaked")));
        clock.advance(Duration.ofMinutes(1));
        vault.put(Version.PREVIOUS, "two");
        rotated = clock.instant();
        clock.advance(Duration.ofMinutes(4));
        assertFalse(secrets.accepts("flot", is("leaked")));
        assertTrue(secrets.accepts("flot", is("two")));
    }

    @Test
    void aRotationIsFoundByTheFirstCallWithTheReplacedSecretToo() {
        vault.put(Version.CURRENT, "one");
        assertFalse(secrets.accepts("flot", is("two")));
        clock.advance(Duration.ofMinutes(2));
        // Two rotations while a copy of the first version is in use here.
        vault.put(Version.CURRENT, "three");
        vault.put(Version.PREVIOUS, "two");
        rotated = clock.instant();
        assertTrue(secrets.accepts("flot", is("two")));
    }

    @Test
    void theCurrentAndThePreviousVersionAreLive() {
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        assertTrue(secrets.accepts("flot", is("two")));
        assertTrue(secrets.accepts("flot", is("one")));
        assertFalse(secrets.accepts("flot", is("zero")));
    }

    @Test
    void aRevokedSecretIsNotAcceptedFromThePreviousVersion() {
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        assertTrue(secrets.acceptsCurrent("merchants", is("two")));
        assertFalse(secrets.acceptsCurrent("merchants", is("one")));
    }

    @Test
    void aSecretRotatedJustNowIsFoundByTheFirstRefusal() {
        vault.put(Version.CURRENT, "one");
        assertTrue(secrets.accepts("flot", is("one")));
        vault.put(Version.CURRENT, "two");
        assertTrue(secrets.accepts("flot", is("two")));
    }

    @Test
    void refusalsReadTheVaultAtMostOnceAMinute() {
        vault.put(Version.CURRENT, "one");
        secrets.accepts("flot", is("forged"));
        int afterFirst = reads;
        for (int i = 0; i < 100; i++) {
            assertFalse(secrets.accepts("flot", is("forged")));
        }
        assertEquals(afterFirst, reads);
        clock.advance(Duration.ofMinutes(1));
        secrets.accepts("flot", is("forged"));
        assertEquals(afterFirst + 1, reads);
    }

    @Test
    void aForgedWebhookIsComparedWithEachSecretOnce() {
        vault.put(Version.CURRENT, "two");
        vault.put(Version.PREVIOUS, "one");
        List<String> checkedSecrets = new ArrayList<>();
        Predicate<SecretDocument> forged = document -> !checkedSecrets.add(value(document));
        secrets.accepts("flot", forged);
        checkedSecrets.clear();
        assertFalse(secrets.accepts("flot", forged));
        assertEquals(List.of("two", "one"), checkedSecrets);
    }

    @Test
    void aRemovedSecretIsReloadedAtTheFirstRefusal() {
        vault.put(Version.CURRENT, "one");
        assertTrue(secrets.acceptsCurrent("merchants", is("one")));
        vault.clear();
        assertThrows(SecretsUnavailable.class, () -> secrets.acceptsCurrent("merchants", is("two")));
    }

    @Test
    void aSecretIsNeverPrintedAndNeverEmpty() {
        Secret secret = Secret.of("hush");
        assertFalse(secret.toString().contains("hush"));
        assertFalse(new SecretDocument(Json.object().put("a", "hush")).toString().contains("hush"));
        assertThrows(IllegalArgumentException.class, () -> Secret.of(""));
        assertThrows(IllegalArgumentException.class, () -> Secret.of("  "));
        assertTrue(new SecretDocument(Json.object().put("a", "")).secret("a").isEmpty());
        assertTrue(new SecretDocument(Json.object().put("a", 5)).secret("a").isEmpty());
        assertTrue(secret.matches("hush"));
        assertFalse(secret.matches(""));
    }

    private Optional<SecretDocument> fetch(String system, Version version) {
        reads++;
        if (down) {
            throw new SecretsUnavailable("down");
        }
        return Optional.ofNullable(vault.get(version)).map(text -> document(text, Optional.of(rotated)));
    }

    private static SecretDocument document(String text, Optional<Instant> createdAt) {
        return new SecretDocument(Json.object().put("value", text), createdAt);
    }

    private static Predicate<SecretDocument> is(String text) {
        return document -> value(document).equals(text);
    }

    private static String value(SecretDocument document) {
        return document.json().path("value").asText();
    }
}
