package africa.paylinks.merchant;

/** Refuses an operator's command, which changed nothing; the message says why. */
final class CommandRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandRefused(String why) {
        super(why, null, false, false);
    }
}
