package africa.paylinks.deployment;

import africa.paylinks.local.template.Template;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The pages of the documentation. */
final class Pages {

    private Pages() {
    }

    /** The directory of the repository. */
    static Path root() {
        return Template.find(Path.of("").toAbsolutePath()).normalize().getParent();
    }

    /** The Markdown files outside of directories of the given names. */
    static List<Path> markdown(Set<String> left) throws IOException {
        List<Path> pages = new ArrayList<>();
        Files.walkFileTree(root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return left.contains(directory.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    pages.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return pages;
    }
}
