package africa.paylinks.provider;

import java.net.URI;

/** The one way to put a path behind a configured address, with or without slashes where they meet. */
public final class BaseUrl {

    private BaseUrl() {
    }

    /**
     * The address of a call.
     *
     * @param setting where the address comes from, for messages
     * @param path    path, and query if there is one, with or without a slash at its beginning
     * @throws ProviderNotConfigured when that makes no web address
     */
    public static URI join(String setting, URI base, String path) {
        try {
            URI uri = URI.create(withoutSlash(base.toString()) + (path.startsWith("/") ? path : "/" + path));
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            throw new ProviderNotConfigured(setting + " with the path of a call is not a web address.");
        }
        throw new ProviderNotConfigured(setting + " is not a web address.");
    }

    /** The text without the slashes at its end. */
    public static String withoutSlash(String base) {
        int end = base.length();
        while (end > 0 && base.charAt(end - 1) == '/') {
            end--;
        }
        return base.substring(0, end);
    }
}
