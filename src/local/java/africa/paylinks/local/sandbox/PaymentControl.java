package africa.paylinks.local.sandbox;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalRequest;
import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** The control endpoint that all payment providers of the sandbox share. */
public final class PaymentControl {

    private static final Logger LOG = Logger.getLogger(PaymentControl.class);
    private static final int LATE_MILLIS = 3_000;
    private static final int HELD_MILLIS = 60_000;

    private final Orders orders;
    private final Provider provider;
    private final Clock clock;

    /** What differs from one provider to the next. */
    public interface Provider {

        /** Applies the outcome to the order as this provider does. */
        void apply(Outcome outcome, ObjectNode order);

        /**
         * Sends the webhook of an outcome, and returns when the product has answered.
         *
         * @throws InterruptedException when the sandbox is being stopped
         */
        void notify(Outcome outcome, ObjectNode order, Delivery delivery) throws InterruptedException;

        /**
         * Handles a command that only this provider has; empty when the command is a common one.
         *
         * @param reference the order that the command is about, empty for the provider as a whole
         * @throws InterruptedException when the sandbox is being stopped
         */
        default Optional<LocalResponse> command(Optional<String> reference, ObjectNode command) throws InterruptedException {
            return Optional.empty();
        }

        /**
         * Brings an order up to date before control reads or changes it.
         *
         * @throws InterruptedException when the sandbox is being stopped
         */
        default void refresh(String reference) throws InterruptedException {
        }

        /** Adds what only this provider reports about itself. */
        void describe(ObjectNode totals);
    }

    /** Controls the orders of a provider. */
    public PaymentControl(Orders orders, Provider provider, Clock clock) {
        this.orders = orders;
        this.provider = provider;
        this.clock = clock;
    }

    /**
     * Handles a request below {@code /_control/<system>}.
     *
     * @throws InterruptedException when the sandbox is being stopped
     */
    public LocalResponse answer(LocalRequest call, List<String> path) throws InterruptedException {
        boolean read = call.method().equals("GET");
        if (!read && !call.method().equals("POST") || path.size() > 1) {
            return LocalResponse.problem(404, "Not Found", "not-found", "GET or POST /_control/<system> or /_control/<system>/<reference>");
        }
        Optional<String> reference = path.stream().findFirst();
        try {
            Optional<ObjectNode> command = read ? Optional.empty() : Optional.of(Json.readObject(call.body()));
            if (reference.isPresent()) {
                provider.refresh(reference.get());
            }
            Optional<LocalResponse> special = command.isPresent() ? provider.command(reference, command.get()) : Optional.empty();
            if (special.isPresent()) {
                return special.get();
            }
            return reference.isPresent() ? order(reference.get(), command) : command.map(this::injectFault).orElseGet(this::totals);
        } catch (IOException e) {
            return invalid("The body is " + e.getMessage());
        }
    }

    private LocalResponse order(String reference, Optional<ObjectNode> command) throws InterruptedException {
        Optional<ObjectNode> order = orders.find(reference);
        if (order.isEmpty()) {
            return LocalResponse.problem(404, "Not Found", "unknown-reference", "The sandbox knows no " + reference);
        }
        return command.isPresent() ? simulate(reference, command.get()) : LocalResponse.json(200, order.get());
    }

    /**
     * Simulates an outcome, as a customer causes it on a hosted page.
     *
     * @throws InterruptedException when the sandbox is being stopped
     */
    public void simulate(String reference, Outcome outcome) throws InterruptedException {
        provider.notify(outcome, applied(reference, outcome, Json.object()), Delivery.NORMAL);
    }

    private LocalResponse simulate(String reference, ObjectNode command) throws InterruptedException {
        Optional<Outcome> outcome = Outcome.named(command.path("outcome").asText());
        Optional<Delivery> delivery = Delivery.named(command.path("webhook").asText("normal"));
        if (outcome.isEmpty() || delivery.isEmpty()) {
            return invalid("outcome is paid, failed, cancelled or refunded; webhook is normal, none, duplicate, late or forged");
        }
        ObjectNode order = delivery.get() == Delivery.FORGED ? orders.find(reference).orElseThrow() : applied(reference, outcome.get(), command);
        switch (delivery.get()) {
            case NORMAL, FORGED -> provider.notify(outcome.get(), order, delivery.get());
            case DUPLICATE -> {
                CompletableFuture<Void> duplicate = Background.start(clock, () -> provider.notify(outcome.get(), order, Delivery.DUPLICATE));
                provider.notify(outcome.get(), order, Delivery.DUPLICATE);
                duplicate.join();
            }
            case LATE -> Background.after(clock, Duration.ofMillis(command.path("delayMillis").asLong(LATE_MILLIS)),
                    () -> provider.notify(outcome.get(), order, Delivery.LATE));
            case NONE -> LOG.debugf("No webhook for %s", reference);
        }
        return LocalResponse.json(delivery.get() == Delivery.LATE ? 202 : 200, orders.find(reference).orElseThrow());
    }

    private ObjectNode applied(String reference, Outcome outcome, ObjectNode command) {
        return orders.update(reference, order -> {
            provider.apply(outcome, order);
            if (command.has("amount")) {
                order.put("paidAmount", command.path("amount").asText());
            }
            if (command.has("currency")) {
                order.put("paidCurrency", command.path("currency").asText());
            }
        }).orElseThrow();
    }

    private LocalResponse injectFault(ObjectNode command) {
        String kind = command.path("create").asText();
        int times = command.path("times").asInt(1);
        if (!InjectedFault.KINDS.contains(kind) || times < 0) {
            return invalid("create is one of " + InjectedFault.KINDS + "; times is a number");
        }
        int usual = kind.equals("timeout") ? HELD_MILLIS : LATE_MILLIS;
        InjectedFault.arrange(orders, kind, Duration.ofMillis(command.path("delayMillis").asLong(usual)), times);
        return totals();
    }

    /** Returns what the sandbox knows about the provider as a whole. */
    public LocalResponse totals() {
        ObjectNode totals = orders.totals().put("references", orders.size());
        provider.describe(totals);
        return LocalResponse.json(200, totals);
    }

    private static LocalResponse invalid(String detail) {
        return LocalResponse.problem(400, "Bad Request", "invalid-request", detail);
    }
}
