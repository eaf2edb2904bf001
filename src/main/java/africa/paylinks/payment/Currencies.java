package africa.paylinks.payment;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The supported currencies and their number of decimals.
 *
 * <p>The table (ISO 4217) is our own because the JDK's depends on its build: early releases of JDK 17 lack SLE.
 */
public final class Currencies {

    private static final Map<String, Integer> DECIMALS = Map.ofEntries(
            Map.entry("AED", 2), Map.entry("AOA", 2), Map.entry("BIF", 0), Map.entry("BWP", 2), Map.entry("CAD", 2),
            Map.entry("CDF", 2), Map.entry("CVE", 2), Map.entry("DJF", 0), Map.entry("DZD", 2), Map.entry("EGP", 2),
            Map.entry("ERN", 2), Map.entry("ETB", 2), Map.entry("EUR", 2), Map.entry("GBP", 2), Map.entry("GHS", 2),
            Map.entry("GMD", 2), Map.entry("GNF", 0), Map.entry("KES", 2), Map.entry("KMF", 0), Map.entry("LRD", 2),
            Map.entry("LSL", 2), Map.entry("LYD", 3), Map.entry("MAD", 2), Map.entry("MGA", 2), Map.entry("MRU", 2),
            Map.entry("MUR", 2), Map.entry("MWK", 2), Map.entry("MZN", 2), Map.entry("NAD", 2), Map.entry("NGN", 2),
            Map.entry("RWF", 0), Map.entry("SCR", 2), Map.entry("SDG", 2), Map.entry("SLE", 2), Map.entry("SOS", 2),
            Map.entry("SSP", 2), Map.entry("STN", 2), Map.entry("SZL", 2), Map.entry("TND", 3), Map.entry("TZS", 2),
            Map.entry("UGX", 0), Map.entry("USD", 2), Map.entry("XAF", 0), Map.entry("XOF", 0), Map.entry("ZAR", 2),
            Map.entry("ZMW", 2), Map.entry("ZWG", 2));

    private Currencies() {
    }

    /** The number of decimals of an ISO 4217 code; empty for an unsupported code. */
    public static OptionalInt decimals(String currency) {
        Integer decimals = DECIMALS.get(currency);
        return decimals == null ? OptionalInt.empty() : OptionalInt.of(decimals);
    }
}
