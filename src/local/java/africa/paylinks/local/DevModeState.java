package africa.paylinks.local;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.runtime.LaunchMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * State that survives a reload of the application's classes in development: sockets, data, keys.
 *
 * <p>It holds only objects of the JDK and of libraries, because our own classes are replaced on reload.
 */
final class DevModeState {

    private static final String NAME = "africa.paylinks.local.kept";

    private DevModeState() {
    }

    /** Returns the same map after every reload of a development run, and a new map in any other run. */
    static Map<String, Object> objects() {
        if (!survives()) {
            return new ConcurrentHashMap<>();
        }
        Map<String, Object> state = DevConsoleManager.getGlobal(NAME);
        if (state == null) {
            state = new ConcurrentHashMap<>();
            DevConsoleManager.setGlobal(NAME, state);
        }
        return state;
    }

    /** Returns whether this run reloads classes. */
    static boolean survives() {
        return LaunchMode.current() == LaunchMode.DEVELOPMENT;
    }
}
