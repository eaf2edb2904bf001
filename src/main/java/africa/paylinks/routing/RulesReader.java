package africa.paylinks.routing;

import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parses routing rules and collects all their errors. */
final class RulesReader {

    private static final Pattern RULE = Pattern.compile("(?<currency>[A-Z]{3}|\\*)(/(?<method>[a-z-]+))?=(?<provider>[a-z0-9-]+)"
            + "(:(?<percentage>[0-9]{1,9}))?(,(?<fallback>[a-z0-9-]+))?");
    private static final int ALL = 100;

    private final ProviderRegistry providers;
    private final List<RoutingRule> rules = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    RulesReader(String text, ProviderRegistry providers) {
        this.providers = providers;
        Stream.of(text.split("[;\\n]")).map(rule -> rule.replaceAll("\\s", "")).filter(rule -> !rule.isEmpty()).forEach(this::read);
    }

    List<RoutingRule> rules() {
        return rules;
    }

    List<String> faults() {
        return faults;
    }

    private void read(String text) {
        Matcher parts = RULE.matcher(text);
        if (!parts.matches()) {
            faults.add("'" + text + "' is not a valid rule: write CURRENCY=provider, with * for every currency, and if needed"
                    + " CURRENCY/method=provider:percentage,fallback");
            return;
        }
        Optional<String> method = Optional.ofNullable(parts.group("method"));
        RoutingRule rule = new RoutingRule(Optional.of(parts.group("currency")).filter(currency -> !currency.equals("*")),
                method.flatMap(PaymentMethod::named), parts.group("provider"),
                Optional.ofNullable(parts.group("percentage")).map(Integer::parseInt).orElse(ALL),
                Optional.ofNullable(parts.group("fallback")));
        List<String> wrong = new ArrayList<>();
        if (method.isPresent() && rule.method().isEmpty()) {
            wrong.add("names the method '" + method.get() + "', which is not one of "
                    + Stream.of(PaymentMethod.values()).map(PaymentMethod::wireName).collect(Collectors.joining(", ")));
        }
        rule.currency().filter(currency -> Currencies.decimals(currency).isEmpty())
                .ifPresent(currency -> wrong.add("names " + currency + ", which is not a currency"));
        if (rule.percentage() > ALL) {
            wrong.add("has the percentage " + rule.percentage() + ", which is not between 0 and 100");
        } else if (rule.percentage() < ALL && rule.fallback().isEmpty()) {
            wrong.add("does not cover the other " + (ALL - rule.percentage()) + " %: add a fallback after a comma");
        }
        if (rule.fallback().filter(rule.provider()::equals).isPresent()) {
            wrong.add("falls back to " + rule.provider() + " itself");
        }
        Stream.concat(Stream.of(rule.provider()), rule.fallback().stream()).distinct().forEach(name -> check(rule, name, wrong));
        rules.stream().filter(earlier -> earlier.covers(rule)).findFirst()
                .ifPresent(earlier -> wrong.add("never applies, because '" + earlier.text() + "' precedes it"));
        wrong.forEach(fault -> faults.add("'" + text + "' " + fault));
        rules.add(rule);
    }

    private void check(RoutingRule rule, String name, List<String> wrong) {
        Optional<Provider> provider = providers.named(name);
        if (provider.isEmpty()) {
            wrong.add("names the provider '" + name + "', which is not one of "
                    + providers.all().stream().map(Provider::name).sorted().collect(Collectors.joining(", ")));
            return;
        }
        rule.currency().filter(currency -> !provider.get().currencies().contains(currency))
                .ifPresent(currency -> wrong.add("names " + name + ", which does not support " + currency));
        rule.method().filter(method -> !provider.get().methods().contains(method))
                .ifPresent(method -> wrong.add("names " + name + ", which does not support " + method.wireName()));
    }
}
