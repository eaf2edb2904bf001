package africa.paylinks.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A parsed http or https URL. {@link URI} returns no host for names with an underscore, which exist, so this class parses the
 * authority itself.
 *
 * @param tls  whether the scheme is https
 * @param user whether it contains user information
 * @param host lower-case name, IPv4 address, or IPv6 address in brackets
 * @param port 1 to 65535; empty for the scheme's default
 * @param path path and query as written, such as {@code /hook?shop=7}; never empty
 */
public record WebUrl(boolean tls, boolean user, String host, OptionalInt port, String path) {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_PORT = 65_535;

    /** Parses a URL; empty when it is not a valid http or https URL. */
    public static Optional<WebUrl> parse(String text) {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            return scheme.equals("https") || scheme.equals("http") ? read(uri, scheme.equals("https")) : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<WebUrl> read(URI uri, boolean tls) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority().toLowerCase(Locale.ROOT);
        int at = authority.lastIndexOf('@');
        String hostAndPort = authority.substring(at + 1);
        int colon = hostAndPort.lastIndexOf(':') > hostAndPort.lastIndexOf(']') ? hostAndPort.lastIndexOf(':') : -1;
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        String port = colon < 0 ? "" : hostAndPort.substring(colon + 1);
        if (!isHost(host, uri) || !port.isEmpty() && !isPort(port)) {
            return Optional.empty();
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return Optional.of(new WebUrl(tls, at >= 0, host,
                port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery()));
    }

    private static boolean isHost(String host, URI uri) {
        if (host.startsWith("[")) {
            return uri.getHost() != null;
        }
        if (host.isEmpty() || host.length() > MAX_HOST_LENGTH) {
            return false;
        }
        for (String label : host.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MAX_PORT;
    }
}
