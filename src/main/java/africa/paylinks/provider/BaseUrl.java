package africa.paylinks.provider;

import java.net.URI;

/** Joins a configured base URL and a path, with or without slashes between them. */
public final class BaseUrl {

    private BaseUrl() {
    }

    /**
     * The URL of a call.
     *
     * @param setting name of the setting that holds the base URL, for messages
     * @param path    path and optional query, with or without a leading slash
     * @throws ProviderNotConfigured when the result is not a web address
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

    /** Removes trailing slashes. */
    public static String withoutSlash(String base) {
        int end = base.length();
        while (end > 0 && base.charAt(end - 1) == '/') {
            end--;
        }
        return base.substring(0, end);
    }
}
