package africa.paylinks.reconciliation;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door for whoever operates Paylinks: called by hand, never by the API. */
@Singleton
public class ReplayEventFunction {

    private final ReplayService replay;

    public ReplayEventFunction(ReplayService replay) {
        this.replay = replay;
    }

    /** Does again what is asked for. */
    @Funq("replay-event")
    public ReplayAnswer replay(ReplayRequest request) {
        return replay.replay(request);
    }
}
