package africa.paylinks.transfer;

import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Money;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits of all merchants and currencies, of which the first that matches applies, such as
 * {@code shop/GHS=min:1,max:500,day:2000,count:20,zone:Africa/Accra}.
 */
final class TransferLimits {

    private static final Pattern RULE = Pattern.compile("(?<merchant>[A-Za-z0-9._-]{1,64}|\\*)/(?<currency>[A-Z]{3})=(?<limits>.+)");

    private final List<Rule> rules = new ArrayList<>();

    /** @throws IllegalArgumentException when a rule cannot be read: nothing is transferred without its limit */
    TransferLimits(String text) {
        Stream.of(text.split("[;\\n]")).map(String::strip).filter(rule -> !rule.isEmpty()).forEach(rule -> rules.add(read(rule)));
    }

    /** The limits of a merchant in a currency. */
    TransferLimit of(String merchant, String currency) {
        return rules.stream().filter(rule -> rule.currency.equals(currency) && (rule.merchant.equals("*") || rule.merchant.equals(merchant)))
                .map(Rule::limit).findFirst().orElse(TransferLimit.NONE);
    }

    private record Rule(String merchant, String currency, TransferLimit limit) {
    }

    private static Rule read(String text) {
        Matcher parts = RULE.matcher(text);
        if (!parts.matches() || Currencies.decimals(parts.group("currency")).isEmpty()) {
            throw unreadable(text);
        }
        String currency = parts.group("currency");
        OptionalLong min = OptionalLong.empty();
        OptionalLong max = OptionalLong.empty();
        OptionalLong day = OptionalLong.empty();
        OptionalLong count = OptionalLong.empty();
        ZoneId zone = ZoneOffset.UTC;
        for (String limit : parts.group("limits").split(",")) {
            String[] pair = limit.strip().split(":", 2);
            if (pair.length < 2) {
                throw unreadable(text);
            }
            try {
                switch (pair[0]) {
                    case "min" -> min = OptionalLong.of(minor(pair[1], currency));
                    case "max" -> max = OptionalLong.of(minor(pair[1], currency));
                    case "day" -> day = OptionalLong.of(minor(pair[1], currency));
                    case "count" -> count = OptionalLong.of(Long.parseLong(pair[1]));
                    case "zone" -> zone = ZoneId.of(pair[1]);
                    default -> throw unreadable(text);
                }
            } catch (DateTimeException | NumberFormatException wrong) {
                throw unreadable(text);
            }
        }
        return new Rule(parts.group("merchant"), currency, new TransferLimit(min, max, day, count, zone));
    }

    private static long minor(String major, String currency) {
        return Money.ofMajor(new BigDecimal(major), currency).minor();
    }

    private static IllegalArgumentException unreadable(String rule) {
        return new IllegalArgumentException("'" + rule + "' in paylinks.transfers.limits is not a limit such as"
                + " shop/GHS=min:1,max:500,day:2000,count:20,zone:Africa/Accra");
    }
}
