package africa.paylinks.merchant;

/** An operator's command changes nothing, for the reason that the message tells the operator. */
final class CommandRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandRefused(String why) {
        super(why, null, false, false);
    }
}
