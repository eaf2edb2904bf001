package africa.paylinks.local.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The template of this repository, read once for all tests of a process. */
public final class RepositoryTemplate {

    /** Not to be changed. */
    public static final Template TEMPLATE = read();

    private RepositoryTemplate() {
    }

    private static Template read() {
        try {
            return Template.read(Template.find(Path.of("")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
