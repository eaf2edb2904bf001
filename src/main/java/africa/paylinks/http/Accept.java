package africa.paylinks.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses the media type of a response by the request's {@code Accept} header (RFC 9110, 12.4.2 and 12.5.1). */
public final class Accept {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** A comma, or a semicolon, that is not inside a quoted text. */
    private static final String OUTSIDE_QUOTES = "(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";
    private static final Pattern RANGE = Pattern.compile("(" + TOKEN + ")/(" + TOKEN + ")");
    private static final Pattern QUALITY = Pattern.compile("q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)", Pattern.CASE_INSENSITIVE);
    private static final int MOST = 1000;

    private Accept() {
    }

    /**
     * The best of the offered types; the one that the header names most exactly if several are equally welcome, else the one
     * that is offered first. A missing or empty header accepts everything. Parameters other than {@code q} are ignored, and so
     * are ranges that cannot be parsed.
     *
     * @param offers types such as {@code text/csv}, in lower case
     * @return empty when none is acceptable
     */
    public static Optional<String> best(Optional<String> header, List<String> offers) {
        Optional<String> given = header.filter(text -> !text.isBlank());
        if (given.isEmpty()) {
            return offers.stream().findFirst();
        }
        List<Range> ranges = parse(given.get());
        Comparator<Range> byWelcome = Comparator.comparingInt(Range::quality).thenComparingInt(Range::exactness);
        Optional<String> best = Optional.empty();
        Optional<Range> bestRange = Optional.empty();
        for (String offer : offers) {
            Optional<Range> range = decisive(ranges, offer).filter(found -> found.quality > 0);
            if (range.isPresent() && (bestRange.isEmpty() || byWelcome.compare(range.get(), bestRange.get()) > 0)) {
                best = Optional.of(offer);
                bestRange = range;
            }
        }
        return best;
    }

    /** The most exact range that matches decides, even if it forbids what a wider one allows. */
    private static Optional<Range> decisive(List<Range> ranges, String offer) {
        return ranges.stream().filter(range -> range.matches(offer))
                .max(Comparator.comparingInt(Range::exactness).thenComparingInt(Range::quality));
    }

    private static List<Range> parse(String header) {
        List<Range> ranges = new ArrayList<>();
        for (String element : header.split("," + OUTSIDE_QUOTES)) {
            String[] parts = element.split(";" + OUTSIDE_QUOTES);
            Matcher type = RANGE.matcher(parts[0].trim().toLowerCase(Locale.ROOT));
            int quality = quality(parts);
            if (type.matches() && quality >= 0) {
                ranges.add(new Range(type.group(1), type.group(2), quality));
            }
        }
        return ranges;
    }

    /** In thousandths; negative when it is not a valid weight. */
    private static int quality(String[] parts) {
        for (int index = 1; index < parts.length; index++) {
            String parameter = parts[index].trim();
            if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
                Matcher quality = QUALITY.matcher(parameter);
                return quality.matches() ? thousandths(quality.group(1)) : -1;
            }
        }
        return MOST;
    }

    private static int thousandths(String weight) {
        return Integer.parseInt((weight.replace(".", "") + "000").substring(0, 4));
    }

    private record Range(String type, String subtype, int quality) {

        boolean matches(String offer) {
            return switch (exactness()) {
                case 0 -> true;
                case 1 -> offer.startsWith(type + "/");
                default -> offer.equals(type + "/" + subtype);
            };
        }

        int exactness() {
            if (!subtype.equals("*")) {
                return 2;
            }
            return type.equals("*") ? 0 : 1;
        }
    }
}
