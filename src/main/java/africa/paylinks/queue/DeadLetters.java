package africa.paylinks.queue;

/** Messages that nobody could work off. */
public interface DeadLetters {

    /**
     * Begins to move all messages of a queue of dead letters back to be worked off. Where to has to be said: SQS knows the
     * way back only of those that it buried itself, and some were put there by a function or by a rule of the bus.
     *
     * @param deadLettersArn the queue of dead letters, by its ARN
     * @param queueArn       the queue that they are worked off from, by its ARN
     * @return what names the task
     * @throws QueueUnavailable when it could not be begun, for instance because one is running
     */
    String redrive(String deadLettersArn, String queueArn);
}
