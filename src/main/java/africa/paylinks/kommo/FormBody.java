package africa.paylinks.kommo;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses a form whose keys are bracket paths, such as {@code leads[status][0][id]=7}, into a JSON tree. It rejects
 * nothing: a key that is not such a path is ignored, and an invalid percent escape is kept as text.
 */
final class FormBody {

    private static final int DEEPEST = 8;

    private FormBody() {
    }

    static JsonObject read(byte[] body) {
        JsonObject root = Json.object();
        for (String pair : new String(body, StandardCharsets.ISO_8859_1).split("&")) {
            int equals = pair.indexOf('=');
            String key = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            put(root, path(key), value);
        }
        return root;
    }

    private static void put(JsonObject root, List<String> path, String value) {
        if (path.isEmpty() || path.size() > DEEPEST) {
            return;
        }
        JsonObject parent = root;
        for (String name : path.subList(0, path.size() - 1)) {
            parent = parent.object(name.isEmpty() ? Integer.toString(parent.size()) : name);
        }
        String name = path.get(path.size() - 1);
        parent.put(name.isEmpty() ? Integer.toString(parent.size()) : name, value);
    }

    /** The parts of a key; none if its brackets are unbalanced. */
    private static List<String> path(String key) {
        List<String> path = new ArrayList<>();
        int open = key.indexOf('[');
        String name = open < 0 ? key : key.substring(0, open);
        if (name.isEmpty()) {
            return List.of();
        }
        path.add(name);
        while (open >= 0) {
            int close = key.indexOf(']', open);
            if (close < 0 || close + 1 < key.length() && key.charAt(close + 1) != '[') {
                return List.of();
            }
            path.add(key.substring(open + 1, close));
            open = close + 1 < key.length() ? close + 1 : -1;
        }
        return path;
    }

    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            int high = character == '%' && i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.write(character == '+' ? ' ' : character);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
