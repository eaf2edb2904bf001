package africa.paylinks.notification;

import africa.paylinks.http.WebUrl;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A parsed endpoint URL.
 *
 * @param tls    whether it is https
 * @param host   lower-case host name
 * @param target path and query for the request line
 */
record EndpointAddress(boolean tls, String host, int port, String target) {

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    /** A name whose last label is not numeric: some resolvers read 127.1, 2130706433 and 0x7f.1 as addresses. */
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+(?!0x)[a-z0-9-]{0,62}[a-z][a-z0-9-]{0,62}");
    private static final Pattern LOCAL = Pattern.compile("localhost|127\\.0\\.0\\.1");

    /**
     * Parses an endpoint URL: https, a host name, no user, an allowed port.
     *
     * @param ports   the allowed ports
     * @param trusted whether http, other ports and localhost are allowed as well
     * @throws EndpointRefused when the URL is not allowed
     */
    static EndpointAddress of(String url, Set<Integer> ports, boolean trusted) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new EndpointRefused("url-malformed");
        }
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !(trusted && "http".equalsIgnoreCase(uri.getScheme()))) {
            throw new EndpointRefused("not-https");
        }
        WebUrl endpoint = WebUrl.parse(uri.toASCIIString()).orElseThrow(() -> new EndpointRefused("host-not-a-name"));
        if (endpoint.user()) {
            throw new EndpointRefused("url-with-user");
        }
        String host = endpoint.host();
        if (!NAME.matcher(host).matches() && !(trusted && LOCAL.matcher(host).matches())) {
            throw new EndpointRefused("host-not-a-name");
        }
        int port = endpoint.port().orElse(tls ? HTTPS : HTTP);
        if (!trusted && !ports.contains(port)) {
            throw new EndpointRefused("port-not-allowed");
        }
        return new EndpointAddress(tls, host, port, endpoint.path());
    }

    /** The value of the header {@code Host}. */
    String authority() {
        return port == (tls ? HTTPS : HTTP) ? host : host + ":" + port;
    }
}
