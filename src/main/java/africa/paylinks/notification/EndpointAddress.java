package africa.paylinks.notification;

import africa.paylinks.http.WebUrl;
import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A merchant's endpoint, taken apart for a request.
 *
 * @param tls    whether it is https
 * @param host   a name, in lower case
 * @param target path and query, as they stand in the request line
 */
record EndpointAddress(boolean tls, String host, int port, String target) {

    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    /** A name whose last label cannot be read as a number: 127.1, 2130706433 and 0x7f.1 are addresses to some resolvers. */
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)+(?!0x)[a-z0-9-]{0,62}[a-z][a-z0-9-]{0,62}");
    private static final Pattern LOCAL = Pattern.compile("localhost|127\\.0\\.0\\.1");

    /**
     * Takes a URL that a merchant may have an endpoint at: https, a host name, no user, a port that is allowed.
     *
     * @param ports   the ports that are allowed
     * @param trusted whether http, other ports and this machine are allowed as well
     * @throws EndpointRefused when it is anything else
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
