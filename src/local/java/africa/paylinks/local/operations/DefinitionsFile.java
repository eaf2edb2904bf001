package africa.paylinks.local.operations;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The definitions of a template file, read again after each edit. */
final class DefinitionsFile {

    private final Path file;
    private final String stage;
    private final String table;
    private FileTime modified;
    private Definitions last;

    DefinitionsFile(Path file, String stage, String table) {
        this.file = file;
        this.stage = stage;
        this.table = table;
    }

    synchronized Definitions current() {
        try {
            FileTime now = Files.getLastModifiedTime(file);
            if (!now.equals(modified)) {
                last = Definitions.of(Template.read(file), stage, table);
                modified = now;
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
