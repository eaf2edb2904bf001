package africa.paylinks.merchant;

/** An operator's command changes nothing, for the reason that the message tells the operator. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String why) {
        super(why, null, false, false);
    }
}
