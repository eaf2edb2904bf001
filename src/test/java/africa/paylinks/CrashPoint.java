package africa.paylinks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/** Kills a worker at one of its calls to the outside, before it or right after it; a dead worker calls nobody any more. */
public final class CrashPoint {

    /** The end of a process, which nothing in it survives to handle. */
    public static final class Killed extends Error {

        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private final int call;
    private final boolean after;
    private int calls;
    private boolean dead;

    private CrashPoint(int call, boolean after) {
        this.call = call;
        this.after = after;
    }

    /** @param call counted from 1 */
    public static CrashPoint before(int call) {
        return new CrashPoint(call, false);
    }

    public static CrashPoint after(int call) {
        return new CrashPoint(call, true);
    }

    public static CrashPoint never() {
        return new CrashPoint(-1, false);
    }

    public boolean hasKilled() {
        return dead;
    }

    public int calls() {
        return calls;
    }

    public synchronized <T> T around(Callable<T> outside) throws Exception {
        calls++;
        if (dead || calls == call && !after) {
            dead = true;
            throw new Killed();
        }
        T answer = outside.call();
        if (calls == call) {
            dead = true;
            throw new Killed();
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    public <T> T between(Class<T> type, T target) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> around(() -> {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof Exception failure) {
                    throw failure;
                }
                throw new AssertionError(thrown.getCause());
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }));
    }
}
