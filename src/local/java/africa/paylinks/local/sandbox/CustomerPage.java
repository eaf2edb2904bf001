package africa.paylinks.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** The layout of the pages on which a customer pays: plain HTML that works without scripts and on a phone. */
public final class CustomerPage {

    private static final String STYLE = """
            :root{color-scheme:light dark;--ground:#eef1f4;--card:#fff;--ink:#14212b;--soft:#55646f;--line:#d5dde3;--go:#0b6b4f;--stop:#a4262c}
            @media (prefers-color-scheme:dark){:root{--ground:#0e151b;--card:#18222b;--ink:#e8eef2;--soft:#9fb0bc;--line:#2c3a45;--go:#1c8f6c;--stop:#d9575d}}
            *{box-sizing:border-box}
            body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);font:17px/1.5 system-ui,sans-serif;display:grid;place-items:center;padding:16px}
            main{width:100%;max-width:400px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px 24px;box-shadow:0 8px 30px #0001}
            h1{font-size:1.05rem;margin:0 0 4px;font-weight:600}
            p{margin:0 0 12px;color:var(--soft)}
            .amount{font-size:2.3rem;font-weight:700;letter-spacing:-.02em;margin:12px 0 16px;color:var(--ink);font-variant-numeric:tabular-nums}
            dl{display:grid;grid-template-columns:auto 1fr;gap:4px 16px;margin:0 0 20px;font-size:.9rem}
            dt{color:var(--soft)}dd{margin:0;text-align:right;overflow-wrap:anywhere}
            form{display:grid;gap:10px;margin:0}
            button,.button{font:inherit;font-weight:600;min-height:48px;border-radius:10px;border:1px solid var(--line);background:transparent;color:var(--ink);cursor:pointer;width:100%}
            button:focus-visible{outline:3px solid #4aa3ff;outline-offset:2px}
            .pay{background:var(--go);border-color:var(--go);color:#fff}
            .fail{color:var(--stop)}
            .outcome{border-radius:10px;padding:12px 14px;margin:0 0 20px;font-weight:600;color:var(--ink);border:1px solid var(--line)}
            .outcome.good{border-color:var(--go);color:var(--go)}
            .outcome.bad{border-color:var(--stop);color:var(--stop)}
            .note{font-size:.8rem;margin:18px 0 0;text-align:center}
            .screen{background:#0c1a12;color:#d8f5df;font:16px/1.5 ui-monospace,monospace;border-radius:12px;padding:18px;margin:14px 0 18px;white-space:pre-line;overflow-wrap:anywhere}
            """;

    private CustomerPage() {
    }

    /**
     * Returns a page.
     *
     * @param text of the title bar and the heading, not escaped
     * @param content HTML below the heading
     */
    public static String of(String title, String content) {
        return """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,"><title>%1$s</title><style>%2$s</style></head>
                <body><main><h1>%1$s</h1>
                %3$s
                <p class="note">Sandbox: no money moves here.</p>
                </main></body>
                </html>
                """.formatted(escape(title), STYLE, content);
    }

    /** Returns a field of an order, escaped for HTML. */
    public static String text(JsonNode order, String field) {
        return escape(order.path(field).asText());
    }

    /** Returns the amount of an order with its currency. */
    public static String money(JsonNode order) {
        return text(order, "currency") + " " + text(order, "amount");
    }

    /** Returns the message of a payment that succeeded. */
    public static String success(String html) {
        return outcome(" good", html);
    }

    /** Returns the message of a payment that failed. */
    public static String failure(String html) {
        return outcome(" bad", html);
    }

    /** Returns the message of any other end of a payment. */
    public static String neutral(String html) {
        return outcome("", html);
    }

    private static String outcome(String kind, String html) {
        return "<p class=\"outcome" + kind + "\" role=\"status\">" + html + "</p>";
    }

    /** Escapes text for HTML and its attributes. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
