package africa.paylinks.transfer;

import africa.paylinks.http.BodyFields;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PastedText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The body of {@code POST /transfers}. {@code toString} hides the customers' data.
 *
 * @param fromAccount the sender's account; empty when a phone pays
 * @param fromPhone   as it was written
 * @param fromBank    the provider's id of the sender's bank
 */
record TransferRequest(Optional<String> fromAccount, Optional<String> fromPhone, Optional<String> fromName, Optional<String> fromBank,
        String toAccount, Money amount, Optional<String> provider, Optional<String> description, Map<String, String> metadata) {

    private static final Set<String> FIELDS = Set.of("from", "to", "amount", "currency", "provider", "description", "metadata");
    private static final Set<String> FROM = Set.of("account", "phone", "name", "bank");
    private static final String WHO = "Required: {\"account\":\"acc_…\"}";

    /**
     * Parses a body.
     *
     * @throws ProblemException 400 that lists every invalid field
     */
    static TransferRequest read(byte[] bytes) {
        BodyFields body = BodyFields.read(bytes, FIELDS);
        Optional<BodyFields> from = body.object("from", FROM, WHO + " or {\"phone\":\"+233…\"}.");
        Optional<String> account = from.flatMap(sender -> sender.text("account", 64));
        Optional<String> phone = from.flatMap(sender -> sender.text("phone", 32, PastedText::phone));
        from.filter(sender -> sender.has("account") == sender.has("phone"))
                .ifPresent(sender -> sender.error("/account", "Name either an account or a phone."));
        Optional<String> name = from.flatMap(sender -> sender.text("name", 120, PastedText::clean));
        Optional<String> bank = from.flatMap(BodyFields::bank);
        Optional<String> to = body.object("to", Set.of("account"), WHO + ".")
                .flatMap(recipient -> recipient.required("account", 64, "Required: the id of the recipient's account."));
        Optional<Money> amount = body.amount();
        Optional<String> provider = body.text("provider", 32);
        if (account.isPresent()) {
            for (String field : new String[] {"name", "bank"}) {
                from.filter(sender -> sender.has(field)).ifPresent(sender -> sender.error("/" + field, "Only for a phone."));
            }
            if (body.has("provider")) {
                body.error("/provider", "Only for a phone: between accounts, no provider is involved.");
            }
        }
        Optional<String> description = body.text("description", 255);
        Map<String, String> metadata = body.metadata();
        body.requireValid();
        return new TransferRequest(account, phone, name, bank, to.orElseThrow(), amount.orElseThrow(), provider, description, metadata);
    }

    @Override
    public String toString() {
        return "TransferRequest[not shown]";
    }
}
