package africa.paylinks.reconciliation;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for operators: invoked by hand, never through the API. */
@Singleton
public class ReplayEventFunction {

    private final ReplayService replay;

    public ReplayEventFunction(ReplayService replay) {
        this.replay = replay;
    }

    /** Replays what the request names. */
    @Funq("replay-event")
    public ReplayAnswer replay(ReplayRequest request) {
        return replay.replay(request);
    }
}
