package africa.paylinks.bench;

import africa.paylinks.bench.Measurement.Calls;
import africa.paylinks.local.sandbox.fluid.SimulatedFluid;
import africa.paylinks.packaged.FunctionPackage;
import africa.paylinks.packaged.PackagedFunction;
import africa.paylinks.packaged.RuntimeApi;
import africa.paylinks.packaged.TestEnvironment;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Counts what each phase of a transfer calls: one transaction, whose conditions decide. */
final class TransferPhases {

    private static final String TABLE = "dynamodb";
    private static final String WRITE = "TransactWriteItems";
    private static final String READ = "GetItem";
    private static final String TRANSFER_ID = "trf_[a-z2-7]{26}";

    private final Measurement measurement;
    private final TestEnvironment surroundings;
    private final Events events;
    private final Workload accounts;
    private final Workload transfers;
    private final Workload settlement;
    private final Workload webhooks;
    private final List<Phase> phases = new ArrayList<>();

    TransferPhases(Measurement measurement, FunctionPackage product, TestEnvironment surroundings, Events events) {
        this.measurement = measurement;
        this.surroundings = surroundings;
        this.events = events;
        this.accounts = workload(product, "manage-accounts", 201);
        this.transfers = workload(product, "manage-transfers", 201);
        this.settlement = workload(product, "settle-transfers", Workload.NO_HTTP);
        this.webhooks = workload(product, "fluid-webhook", 200);
    }

    private Workload workload(FunctionPackage product, String function, int status) {
        return new Workload(function, product, surroundings.environment(), () -> {
            throw new IllegalStateException("Each phase has an event of its own");
        }, status, Map.of(), 1);
    }

    /**
     * A phase.
     *
     * @param expected the calls of the table, in their order
     */
    record Phase(String name, String function, List<String> expected, Calls made) {

        boolean isAsExpected() {
            return made.operations(TABLE).equals(expected);
        }

        List<String> calls() {
            return made.operations(TABLE);
        }

        long transactions() {
            return calls().stream().filter(WRITE::equals).count();
        }
    }

    /** Makes transfers of each kind, and counts what each phase calls. */
    List<Phase> count() throws IOException {
        try (PackagedFunction opening = measurement.startUnmeasured(accounts);
                PackagedFunction webhook = measurement.startUnmeasured(webhooks);
                CountedFunction manage = CountedFunction.start(measurement, transfers, surroundings.services());
                CountedFunction settle = CountedFunction.start(measurement, settlement, surroundings.services())) {
            Measurement.invoke(opening, accounts, bytes(events.example("manage-accounts/open")));
            Measurement.invoke(opening, accounts, bytes(events.example("manage-accounts/open-another")));

            // The recipient's account; the transfer; its payment before and after the provider's answer; what has become of it; the answer.
            ObjectNode fromPhone = events.example("manage-transfers/from-phone");
            fromPhone.withObjectProperty("headers").put("idempotency-key", events.fresh());
            String collection = id(phase("reserve, and ask the sender to pay", manage, transfers, fromPhone,
                    List.of(READ, WRITE, WRITE, WRITE, READ, WRITE)));
            Measurement.invoke(webhook, webhooks, paid(collection));
            // The transfer, its payment, and the number of the account's latest entry; then what has become of the transfer.
            phase("post what the sender has paid", settle, settlement, (ObjectNode) Events.read(events.example("settle-transfers/payment-completed")
                    .toString().replaceAll("pay_p2p_[a-z2-7]{26}", "pay_p2p_" + collection.substring("trf_".length()))),
                    List.of(READ, READ, READ, WRITE, READ));

            // Both accounts.
            phase("book between accounts", manage, transfers, between("20.00"), List.of(READ, READ, WRITE));
            String reversible = id(phase("book between accounts, again", manage, transfers, between("5.00"), List.of(READ, READ, WRITE)));
            // The transfer and both accounts.
            phase("reverse", manage, transfers, about(reversible, "manage-transfers/reverse"), List.of(READ, READ, READ, WRITE));

            // The account.
            String paidOut = id(phase("reserve a withdrawal", manage, transfers, withdrawal(), List.of(READ, WRITE)));
            // The account, the withdrawal, the number of the latest entry; then what has become of the withdrawal.
            phase("post a withdrawal", manage, transfers.answering(200), about(paidOut, "manage-transfers/confirm"), List.of(READ, READ, READ, WRITE, READ));
            String kept = id(phase("reserve a withdrawal, again", manage, transfers, withdrawal(), List.of(READ, WRITE)));
            phase("void a withdrawal", manage, transfers.answering(200), about(kept, "manage-transfers/void"), List.of(READ, READ, WRITE, READ));
        }
        return phases;
    }

    private String phase(String name, CountedFunction function, Workload workload, ObjectNode event, List<String> expected) {
        function.calls(Duration.ZERO);
        RuntimeApi.Answer answer = Measurement.invoke(function.function(), workload, bytes(event));
        phases.add(new Phase(name, workload.function(), expected, function.calls(answer.took())));
        return answer.text();
    }

    private static String id(String answer) {
        return Events.paymentId(answer);
    }

    private ObjectNode between(String amount) {
        ObjectNode event = events.example("manage-transfers/insufficient-funds");
        event.withObjectProperty("headers").put("idempotency-key", events.fresh());
        return Events.withBody(event, body -> {
            String payer = body.required("from").required("account").asText();
            body.withObjectProperty("from").put("account", body.required("to").required("account").asText());
            body.withObjectProperty("to").put("account", payer);
            body.put("amount", amount);
        });
    }

    private ObjectNode withdrawal() {
        return Events.withBody(events.example("manage-transfers/withdraw"), body -> body.put("amount", "1.00").put("reference", events.fresh()));
    }

    private ObjectNode about(String transfer, String example) {
        return (ObjectNode) Events.read(events.example(example).toString().replaceAll(TRANSFER_ID, transfer));
    }

    private byte[] paid(String transfer) {
        ObjectNode event = Events.withBody(events.example("fluid-webhook/completed"), body -> {
            body.put("event_id", "evt_" + events.fresh());
            body.withObjectProperty("data").withObjectProperty("transaction").put("partner_reference", "P2P-" + transfer);
        });
        event.withObjectProperty("headers").put("x-fluid-signature",
                Webhooks.hmac(SimulatedFluid.WEBHOOK_SECRET, event.required("body").asText()));
        return bytes(event);
    }

    private static byte[] bytes(ObjectNode event) {
        return Events.bytes(event.toString());
    }
}
