package africa.paylinks.checkout;

import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PastedText;
import africa.paylinks.reusablelink.CollectedField;
import africa.paylinks.reusablelink.LinkIds;
import africa.paylinks.reusablelink.LinkOrder;
import africa.paylinks.reusablelink.LinkPrice;
import africa.paylinks.reusablelink.QuantityRange;
import africa.paylinks.reusablelink.ReusableLink;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a reusable link, with the customer's input and its errors.
 *
 * @param token  identifies the form, so that sending it twice makes one payment
 * @param typed  what was typed, by field, to redisplay it
 * @param order  what was typed, if it is valid
 * @param errors what is wrong, by field
 * @param alert  why the form could not be processed although it is valid
 */
record LinkForm(String token, Map<String, String> typed, Optional<LinkOrder> order, Map<Field, LinkMessageKey> errors,
        Optional<LinkMessageKey> alert) {

    static final int MAX_NOTE = 500;
    /** The choice of an amount that is not suggested. */
    static final String OTHER = "other";
    private static final int MAX_TYPED = 254;
    private static final int MAX_NAME = 120;

    /** The fields in the order of the page; their names in the form are those in lower case. */
    enum Field {
        AMOUNT, QUANTITY, NAME, EMAIL, PHONE, NOTE
    }

    /** The initial form. */
    static LinkForm empty(String token) {
        return new LinkForm(token, Map.of(), Optional.empty(), Map.of(), Optional.empty());
    }

    /**
     * Parses the submitted form.
     *
     * @param fresh a token for a form that has none
     */
    static LinkForm read(byte[] body, ReusableLink link, String fresh) {
        Map<String, String> fields = fields(new String(body, StandardCharsets.UTF_8));
        return new Reader(link, fields).read(Optional.of(fields.getOrDefault("token", "")).filter(LinkIds::isToken).orElse(fresh));
    }

    boolean hasErrors() {
        return !errors.isEmpty() || alert.isPresent();
    }

    String typed(Field field) {
        return typed.getOrDefault(name(field), "");
    }

    static String name(Field field) {
        return field.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The same form with a reason why it was not processed. */
    LinkForm refused(LinkMessageKey reason) {
        return new LinkForm(token, typed, order, errors, Optional.of(reason));
    }

    /** The same form with a reason, which makes another payment when it is sent again. */
    LinkForm renewed(String fresh, LinkMessageKey reason) {
        return new LinkForm(fresh, typed, order, errors, Optional.of(reason));
    }

    private static Map<String, String> fields(String form) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return "";
        }
    }

    /** Reads the fields that a link has, and no others. */
    private static final class Reader {

        private final ReusableLink link;
        private final Map<String, String> fields;
        private final Map<String, String> typed = new HashMap<>();
        private final Map<Field, LinkMessageKey> errors = new EnumMap<>(Field.class);

        private Reader(ReusableLink link, Map<String, String> fields) {
            this.link = link;
            this.fields = fields;
        }

        private LinkForm read(String token) {
            Optional<Money> amount = link.terms().price().fixed().or(this::amount);
            int quantity = quantity();
            Optional<String> name = asks(CollectedField.NAME) ? name() : Optional.empty();
            Optional<String> email = asks(CollectedField.EMAIL) ? email() : Optional.empty();
            Optional<String> phone = asks(CollectedField.PHONE) ? phone() : Optional.empty();
            Optional<String> note = asks(CollectedField.NOTE) ? note() : Optional.empty();
            return new LinkForm(token, Map.copyOf(typed), amount.filter(any -> errors.isEmpty())
                    .map(chosen -> new LinkOrder(chosen, quantity, new Customer(name, email, phone, Optional.empty()), note)),
                    errors, Optional.empty());
        }

        private boolean asks(CollectedField field) {
            return link.terms().collect().contains(field);
        }

        private Optional<Money> amount() {
            LinkPrice price = link.terms().price();
            String choice = typed("choice", OTHER, MAX_TYPED);
            Optional<Money> suggested = price.suggestions().stream().filter(amount -> amount.majorText().equals(choice)).findFirst();
            String text = typed(Field.AMOUNT, MAX_TYPED);
            if (suggested.isPresent()) {
                return suggested;
            }
            Optional<Money> amount = WrittenAmount.read(text).flatMap(major -> money(major, price.currency()));
            if (amount.isEmpty()) {
                errors.put(Field.AMOUNT, text.isEmpty() ? LinkMessageKey.AMOUNT_MISSING : LinkMessageKey.AMOUNT_INVALID);
            } else if (!price.allows(amount.get())) {
                errors.put(Field.AMOUNT, LinkMessageKey.AMOUNT_OUTSIDE);
            }
            return amount;
        }

        private static Optional<Money> money(BigDecimal major, String currency) {
            try {
                return Optional.of(Money.ofMajor(major, currency));
            } catch (IllegalArgumentException impossible) {
                return Optional.empty();
            }
        }

        private int quantity() {
            QuantityRange range = link.terms().quantity();
            if (!range.isChoice()) {
                return range.min();
            }
            String text = typed(Field.QUANTITY, MAX_TYPED);
            Optional<Integer> quantity = WrittenAmount.read(text).filter(number -> number.compareTo(BigDecimal.valueOf(range.max())) <= 0)
                    .filter(number -> number.stripTrailingZeros().scale() <= 0).map(BigDecimal::intValue).filter(range::allows);
            if (quantity.isEmpty()) {
                errors.put(Field.QUANTITY, LinkMessageKey.QUANTITY_INVALID);
            }
            return quantity.orElse(range.min());
        }

        private Optional<String> name() {
            Optional<String> name = Optional.of(PastedText.clean(typed(Field.NAME, MAX_NAME))).filter(text -> !text.isBlank() && !CodePoints.hasControl(text));
            if (name.isEmpty()) {
                errors.put(Field.NAME, LinkMessageKey.NAME_MISSING);
            }
            return name;
        }

        private Optional<String> email() {
            Optional<String> email = Optional.of(PastedText.clean(typed(Field.EMAIL, MAX_TYPED))).filter(Customer::isEmail);
            if (email.isEmpty()) {
                errors.put(Field.EMAIL, LinkMessageKey.EMAIL_INVALID);
            }
            return email;
        }

        private Optional<String> phone() {
            Optional<String> phone = Optional.of(PastedText.phone(typed(Field.PHONE, MAX_TYPED))).filter(Customer::isPhone);
            if (phone.isEmpty()) {
                errors.put(Field.PHONE, LinkMessageKey.PHONE_INVALID);
            }
            return phone;
        }

        private Optional<String> note() {
            String note = typed(Field.NOTE, 2 * MAX_NOTE).replace("\r\n", "\n").strip();
            if (CodePoints.length(note) > MAX_NOTE) {
                errors.put(Field.NOTE, LinkMessageKey.NOTE_TOO_LONG);
            }
            String line = note.replace('\n', ' ').replace('\t', ' ');
            return Optional.of(line).filter(text -> !text.isBlank() && !CodePoints.hasControl(text));
        }

        private String typed(Field field, int max) {
            return typed(LinkForm.name(field), "", max);
        }

        private String typed(String field, String otherwise, int max) {
            String text = CodePoints.cut(fields.getOrDefault(field, otherwise), max).strip();
            typed.put(field, text);
            return text;
        }
    }
}
