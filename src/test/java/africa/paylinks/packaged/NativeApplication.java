package africa.paylinks.packaged;

import io.quarkus.bootstrap.BootstrapException;
import io.quarkus.bootstrap.app.CuratedApplication;
import io.quarkus.bootstrap.app.QuarkusBootstrap;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The application as it goes into the native executable, without GraalVM: built as for {@code -Dnative}, with a stand-in for
 * {@code native-image} that compiles nothing. On a JVM it serves events by the poll loop of the native executable, which
 * the managed Java runtime does not use.
 */
final class NativeApplication {

    private static final String SOURCE_DIRECTORY = "-native-image-source-jar";
    private static final String REFLECTION = "META-INF/native-image/reflect-config.json";

    /** Says a version that Quarkus accepts, and leaves a file where the executable is expected: the name before "-jar". */
    private static final String COMPILER = """
            #!/bin/sh
            executable=
            for argument in "$@"; do
              case "$argument" in
                --version)
                  echo 'native-image 21.0.5 2024-10-15'
                  echo 'OpenJDK Runtime Environment Mandrel-23.1.5.0-Final (build 21.0.5+11-LTS)'
                  echo 'OpenJDK 64-Bit Server VM Mandrel-23.1.5.0-Final (build 21.0.5+11-LTS, mixed mode)'
                  exit 0 ;;
                -jar) break ;;
              esac
              executable=$argument
            done
            echo 'not an executable' > "$executable"
            """;

    /** Like the executable, it verifies no classes and reads no certificates while it starts. */
    private static final List<String> AS_NATIVE = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote", "-Djavax.net.ssl.trustStore=NONE");

    private final Path sources;

    private NativeApplication(Path sources) {
        this.sources = sources;
    }

    /** What lies beside a native package, or else is built from the compiled classes. */
    static NativeApplication of(FunctionPackage functionPackage, Path directory) throws IOException {
        return functionPackage.isNative() ? in(Packaged.buildDirectory()) : build(directory);
    }

    private static NativeApplication build(Path directory) throws IOException {
        Path classes = Packaged.buildDirectory().resolve("classes");
        Path graalVm = directory.resolve("graalvm");
        Path compiler = graalVm.resolve("bin").resolve("native-image");
        Files.createDirectories(compiler.getParent());
        Files.writeString(compiler, COMPILER, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(compiler, PosixFilePermissions.fromString("rwxr-xr-x"));
        Properties properties = new Properties();
        properties.setProperty("quarkus.native.enabled", "true");
        properties.setProperty("quarkus.package.jar.enabled", "false");
        properties.setProperty("quarkus.native.container-build", "false");
        properties.setProperty("quarkus.native.graalvm-home", graalVm.toString());
        // The build directory of the POM is a property.
        System.setProperty("quarkus.bootstrap.effective-model-builder", "true");
        try (CuratedApplication application = QuarkusBootstrap.builder().setMode(QuarkusBootstrap.Mode.PROD)
                .setApplicationRoot(classes).setProjectRoot(Path.of("").toAbsolutePath()).setTargetDirectory(directory)
                .setBaseClassLoader(NativeApplication.class.getClassLoader()).setLocalProjectDiscovery(true).setOffline(true).setIsolateDeployment(true)
                .setBuildSystemProperties(properties).build().bootstrap()) {
            application.createAugmentor().createProductionApplication();
        } catch (BootstrapException unresolved) {
            throw new IOException("the application cannot be built", unresolved);
        }
        return in(directory);
    }

    private static NativeApplication in(Path directory) throws IOException {
        try (Stream<Path> outputs = Files.list(directory)) {
            return new NativeApplication(outputs.filter(path -> path.getFileName().toString().endsWith(SOURCE_DIRECTORY))
                    .findFirst().orElseThrow(() -> new IOException("no *" + SOURCE_DIRECTORY + " in " + directory)));
        }
    }

    /** Directory with the application's jar and its libraries below {@code lib/}. */
    Path sources() {
        return sources;
    }

    /** Starts it on a JVM; working directory and environment are those of a function. */
    List<String> command(List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(AS_NATIVE);
        if (Files.exists(classArchive())) {
            command.add("-XX:SharedArchiveFile=" + classArchive());
        }
        command.addAll(List.of("-cp", runner() + File.pathSeparator + sources.resolve("lib").resolve("*"), "io.quarkus.runner.GeneratedMain"));
        return command;
    }

    /** Options of a run that leaves the classes it has loaded, from which later runs start in half the time (JEP 350). */
    List<String> archivingClasses() throws IOException {
        Files.deleteIfExists(classArchive());
        return List.of("-XX:ArchiveClassesAtExit=" + classArchive(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
    }

    private Path classArchive() {
        return sources.resolveSibling("classes.jsa");
    }

    private Path runner() throws IOException {
        try (Stream<Path> files = Files.list(sources)) {
            return files.filter(path -> path.toString().endsWith("-runner.jar")).findFirst()
                    .orElseThrow(() -> new IOException("no runner in " + sources));
        }
    }

    /** Which classes may be used by reflection in the native executable, and which of their members: GraalVM's JSON format. */
    byte[] reflectionConfiguration() throws IOException {
        try (ZipFile zip = new ZipFile(runner().toFile()); var entry = zip.getInputStream(zip.getEntry(REFLECTION))) {
            return entry.readAllBytes();
        }
    }
}
