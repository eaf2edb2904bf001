package africa.paylinks.payment;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The paying customer, as far as the merchant told us. {@code toString} hides everything, because it is personal data.
 *
 * @param id    the merchant's id of the customer
 * @param phone with country code, such as {@code +23276000000}
 * @param bank  the provider's id of the customer's bank
 */
public record Customer(Optional<String> id, Optional<String> name, Optional<String> email, Optional<String> phone,
        Optional<String> bank) {

    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_HOST = 253;
    private static final String NEVER_IN_LOCAL_PART = "@<>()[]\\\",;:";
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern LAST_LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");

    /** A customer without any data. */
    public static final Customer UNKNOWN = new Customer(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    /** A customer without a merchant's id. */
    public Customer(Optional<String> name, Optional<String> email, Optional<String> phone, Optional<String> bank) {
        this(Optional.empty(), name, email, phone, bank);
    }

    /** Whether nothing is known. */
    public boolean isUnknown() {
        return id.isEmpty() && name.isEmpty() && email.isEmpty() && phone.isEmpty() && bank.isEmpty();
    }

    /** Whether the text is a valid email address without quoting (RFC 5321, 4.1.2 and 4.5.3.1). */
    public static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && CodePoints.length(text) <= LONGEST_EMAIL && isLocalPart(text.substring(0, at)) && isHost(text.substring(at + 1));
    }

    private static boolean isLocalPart(String text) {
        return CodePoints.length(text) <= LONGEST_LOCAL_PART && !text.startsWith(".") && !text.endsWith(".") && !text.contains("..")
                && text.codePoints().allMatch(Customer::isInLocalPart);
    }

    private static boolean isInLocalPart(int point) {
        // Rejects all kinds of spaces and invisible characters: controls, formats, unpaired surrogates, unassigned code
        // points.
        return NEVER_IN_LOCAL_PART.indexOf(point) < 0 && !Character.isWhitespace(point) && !Character.isSpaceChar(point)
                && switch (Character.getType(point)) {
                    case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> false;
                    default -> true;
                };
    }

    private static boolean isHost(String text) {
        String[] labels = text.length() > LONGEST_HOST ? new String[0] : text.split("\\.", -1);
        String last = labels.length == 0 ? "" : labels[labels.length - 1];
        return labels.length > 1 && last.length() > 1 && LAST_LABEL.matcher(last).matches()
                && Arrays.stream(labels).allMatch(label -> LABEL.matcher(label).matches());
    }

    /** Whether the text is a phone number with country code and without separators. */
    public static boolean isPhone(String text) {
        return PHONE.matcher(text).matches();
    }

    @Override
    public String toString() {
        return "Customer[not shown]";
    }
}
