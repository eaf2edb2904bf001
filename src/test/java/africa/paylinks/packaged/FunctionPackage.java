package africa.paylinks.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A {@code function.zip} laid out as Lambda lays it out under {@code /var/task}: what is tested is what is deployed. */
public final class FunctionPackage {

    private static final String BOOTSTRAP = "bootstrap";

    private final Path zip;
    private final Path taskRoot;

    private FunctionPackage(Path zip, Path taskRoot) {
        this.zip = zip;
        this.taskRoot = taskRoot;
    }

    /**
     * Unpacks a zip; whatever an earlier run left in the directory goes.
     *
     * @param taskRoot where to unpack to
     */
    public static FunctionPackage unpack(Path zip, Path taskRoot) throws IOException {
        if (!Files.isRegularFile(zip)) {
            throw new IOException(zip + " is missing: run ./mvnw package first");
        }
        delete(taskRoot);
        Files.createDirectories(taskRoot);
        Path root = taskRoot.toRealPath();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path target = root.resolve(entry.getName()).normalize();
                if (!target.startsWith(root)) {
                    throw new IOException(entry.getName() + " points out of the package");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (var content = file.getInputStream(entry)) {
                        Files.copy(content, target);
                    }
                }
            }
        }
        FunctionPackage unpacked = new FunctionPackage(zip, root);
        if (unpacked.isNative()) {
            Files.setPosixFilePermissions(unpacked.bootstrap(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return unpacked;
    }

    /** Whether the package is a native executable instead of classes and jars. */
    public boolean isNative() {
        return Files.isRegularFile(bootstrap());
    }

    /** The directory that stands for {@code /var/task}. */
    public Path taskRoot() {
        return taskRoot;
    }

    /** The native executable, if {@link #isNative()}. */
    public Path bootstrap() {
        return taskRoot.resolve(BOOTSTRAP);
    }

    /** Size of what is uploaded, in bytes. */
    public long zipSize() throws IOException {
        return Files.size(zip);
    }

    /** Every file of the package, relative to the task root, sorted. */
    public List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(taskRoot)) {
            return walk.filter(Files::isRegularFile).map(taskRoot::relativize).sorted().toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
