package africa.paylinks.queue;

/** Messages that nobody could work off. */
public interface DeadLetters {

    /**
     * Begins to move all messages of a queue of dead letters back to where they came from.
     *
     * @param queueArn the queue of dead letters, by its ARN
     * @return what names the task
     * @throws QueueUnavailable when it could not be begun, for instance because one is running
     */
    String moveBack(String queueArn);
}
