package africa.paylinks.packaged;

import java.io.IOException;
import java.nio.file.Path;

/** Where the build leaves what the tests of the packaged functions run. */
final class Packaged {

    private Packaged() {
    }

    static Path buildDirectory() {
        return Path.of(System.getProperty("paylinks.build.directory", "target")).toAbsolutePath();
    }

    static FunctionPackage functionPackage(String purpose) throws IOException {
        return FunctionPackage.unpack(buildDirectory().resolve("function.zip"),
                buildDirectory().resolve("packaged").resolve(purpose));
    }

    static PackagedFunction.Runtime runtime() {
        return PackagedFunction.Runtime.managed(buildDirectory().resolve("runtime-interface-client"));
    }
}
