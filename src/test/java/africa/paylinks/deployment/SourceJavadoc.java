package africa.paylinks.deployment;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Javadoc, which class files do not have, read from the source. */
final class SourceJavadoc {

    private static final Pattern END_OF_SENTENCE = Pattern.compile("(?<=[.?!])\\s+(?=\\p{Lu})");

    private SourceJavadoc() {
    }

    /** The first sentence of a method's Javadoc, in Markdown. */
    static String firstSentence(Method method) {
        Class<?> type = method.getDeclaringClass();
        String text = source(type);
        int body = text.indexOf("interface " + type.getSimpleName() + " {");
        Matcher found = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*"
                + "(?:@\\w+(?:\\(\"[^\"]*\"\\))?\\s*)*[\\w<>.]+\\s+" + method.getName() + "\\(\\);",
                Pattern.DOTALL).matcher(text);
        if (body < 0 || !found.find(body)) {
            throw new AssertionError(type.getName() + "." + method.getName() + " has no Javadoc");
        }
        String comment = found.group(1).replaceAll("\\s*\\R\\s*\\*\\s?", " ").strip();
        return markdown(END_OF_SENTENCE.split(comment)[0]);
    }

    private static String markdown(String javadoc) {
        return javadoc.replaceAll("\\{@code ([^}]*)}", "`$1`").replaceAll("\\{@link #(\\w+)\\(\\)}", "`$1`");
    }

    private static String source(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        try {
            return Files.readString(Template.find(Path.of("")).resolveSibling("src/main/java")
                    .resolve(outermost.getName().replace('.', '/') + ".java"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
