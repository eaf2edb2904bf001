package africa.paylinks.queue;

/** Dead-letter queues. */
public interface DeadLetters {

    /**
     * Starts to move all messages of a dead-letter queue back to their source queue. The source must be named: SQS knows it
     * only for messages that it dead-lettered itself, and some come from a function or a rule of the bus.
     *
     * @param deadLettersArn ARN of the dead-letter queue
     * @param queueArn       ARN of the source queue
     * @return the id of the task
     * @throws QueueUnavailable when it could not be started, for example because one is running
     */
    String redrive(String deadLettersArn, String queueArn);
}
