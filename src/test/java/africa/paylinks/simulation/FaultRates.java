package africa.paylinks.simulation;

/**
 * The rates of injected faults. Each simulation has its own: some have one very frequent fault, some have none, because
 * ten frequent faults would hide what a single one reveals.
 */
final class FaultRates {

    private final SeededRandom dice;
    private final double crash;
    private final double throttled;
    private final double conflict;
    private final double lostRequest;
    private final double lostAnswer;
    private final double repeated;
    private final double stall;
    private final double providerFault;
    private final double refundRejected;
    private final double busFault;
    private final double webhookLost;
    private final double webhookRepeated;
    private final double forgery;
    private final double clockJump;
    private boolean stopped;

    FaultRates(SeededRandom dice) {
        this.dice = dice;
        this.crash = share(0.04);
        this.throttled = share(0.05);
        this.conflict = share(0.03);
        this.lostRequest = share(0.05);
        this.lostAnswer = share(0.06);
        this.repeated = share(0.08);
        this.stall = share(0.1);
        this.providerFault = share(0.5);
        this.refundRejected = share(0.5);
        this.busFault = share(0.4);
        this.webhookLost = share(0.6);
        this.webhookRepeated = share(0.6);
        this.forgery = share(0.8);
        this.clockJump = share(0.8);
    }

    private double share(double most) {
        return dice.chance(0.35) ? 0 : most * dice.between(5, 100) / 100;
    }

    /** Injects no faults from now on. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean crashes() {
        return happens(crash);
    }

    boolean throttles() {
        return happens(throttled);
    }

    boolean conflicts() {
        return happens(conflict);
    }

    boolean losesRequest() {
        return happens(lostRequest);
    }

    boolean losesAnswer() {
        return happens(lostAnswer);
    }

    boolean repeats() {
        return happens(repeated);
    }

    boolean stalls() {
        return happens(stall);
    }

    boolean providerFails() {
        return happens(providerFault);
    }

    boolean rejectsRefund() {
        return happens(refundRejected);
    }

    boolean busFails() {
        return happens(busFault);
    }

    boolean losesWebhook() {
        return happens(webhookLost);
    }

    boolean repeatsWebhook() {
        return happens(webhookRepeated);
    }

    boolean forges() {
        return happens(forgery);
    }

    boolean clockJumps() {
        return happens(clockJump);
    }

    private boolean happens(double share) {
        return !stopped && share > 0 && dice.chance(share);
    }
}
