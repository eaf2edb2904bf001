package africa.paylinks.payment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads phone numbers of the countries served as people write them. A table of a few lines; the metadata of libphonenumber
 * would make the native executable grow by more than all of it.
 */
public final class PhoneNumbers {

    private static final NumberingPlan NIGERIA = new NumberingPlan("234", "0", 10);
    private static final NumberingPlan SIERRA_LEONE = new NumberingPlan("232", "0", 8);
    private static final NumberingPlan KENYA = new NumberingPlan("254", "0", 9);
    private static final NumberingPlan UGANDA = new NumberingPlan("256", "0", 9);
    private static final NumberingPlan TANZANIA = new NumberingPlan("255", "0", 9);
    private static final NumberingPlan RWANDA = new NumberingPlan("250", "0", 9);
    private static final NumberingPlan ZAMBIA = new NumberingPlan("260", "0", 9);
    private static final NumberingPlan MALAWI = new NumberingPlan("265", "0", 9);
    private static final NumberingPlan SOUTH_AFRICA = new NumberingPlan("27", "0", 9);

    /** Currencies of several countries say nothing about a number's country. */
    private static final Map<String, NumberingPlan> BY_CURRENCY = Map.of("GHS", NumberingPlan.GHANA, "NGN", NIGERIA, "SLE", SIERRA_LEONE,
            "KES", KENYA, "UGX", UGANDA, "TZS", TANZANIA, "RWF", RWANDA, "ZMW", ZAMBIA, "MWK", MALAWI, "ZAR", SOUTH_AFRICA);

    private static final List<NumberingPlan> ALL = List.of(NumberingPlan.GHANA, NIGERIA, SIERRA_LEONE, KENYA, UGANDA, TANZANIA, RWANDA, ZAMBIA,
            MALAWI, SOUTH_AFRICA, NumberingPlan.BENIN,
            // Côte d'Ivoire, Togo, Senegal, Burkina Faso, Mali, Niger, Guinea-Bissau, Cameroon: no trunk prefix.
            new NumberingPlan("225", "", 10), new NumberingPlan("228", "", 8), new NumberingPlan("221", "", 9), new NumberingPlan("226", "", 8),
            new NumberingPlan("223", "", 8), new NumberingPlan("227", "", 8), new NumberingPlan("245", "", 9), new NumberingPlan("237", "", 9));

    private PhoneNumbers() {
    }

    /**
     * A number with plus sign and country code; empty when it is none. A national number counts as one of the currency's
     * country. Numbers of other countries, or of another length, pass if they are written with a plus sign.
     *
     * @param currency ISO 4217
     */
    public static Optional<String> read(String written, Optional<String> currency) {
        String number = PastedText.phone(written);
        return currency.map(BY_CURRENCY::get).flatMap(plan -> plan.read(number))
                .or(() -> ALL.stream().flatMap(plan -> plan.readInternational(number).stream()).findFirst())
                .or(() -> Optional.of(number).filter(Customer::isPhone));
    }
}
