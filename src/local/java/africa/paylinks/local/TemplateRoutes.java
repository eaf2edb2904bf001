package africa.paylinks.local;

import africa.paylinks.local.gateway.Gateway;
import africa.paylinks.local.template.Routes;
import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** The routes of a template file, read again after each edit. */
final class TemplateRoutes implements Gateway.RouteTable {

    private final Path file;
    private volatile Read last = new Read(FileTime.fromMillis(0), Routes.of(Template.parse("{}")));

    TemplateRoutes(Path file) {
        this.file = file;
    }

    private record Read(FileTime modified, Routes routes) {
    }

    @Override
    public Routes current() throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        Read read = last;
        if (!read.modified().equals(modified)) {
            read = new Read(modified, Routes.of(Template.read(file)));
            last = read;
        }
        return read.routes();
    }
}
