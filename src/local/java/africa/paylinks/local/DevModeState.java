package africa.paylinks.local;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.LaunchMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What outlives a reload of the application's classes in development: sockets, data, keys.
 *
 * <p>Only objects of the JDK and of libraries belong in it; an object of ours would be of a class that no longer exists.
 */
final class DevModeState {

    private static final String NAME = "africa.paylinks.local.kept";

    private DevModeState() {
    }

    /** Answers the same map in every generation of a development run, and a new one in any other run. */
    static Map<String, Object> objects() {
        if (!survives()) {
            return new ConcurrentHashMap<>();
        }
        Map<String, Object> kept = DevConsoleManager.getGlobal(NAME);
        if (kept == null) {
            kept = new ConcurrentHashMap<>();
            DevConsoleManager.setGlobal(NAME, kept);
        }
        return kept;
    }

    /** Tells whether this run reloads classes. */
    static boolean survives() {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT;
    }
}
