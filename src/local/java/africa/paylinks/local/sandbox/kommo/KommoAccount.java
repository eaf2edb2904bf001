package africa.paylinks.local.sandbox.kommo;

/** The simulated account; documents and scripts may rely on its ids. */
final class KommoAccount {

    static final long ID = 29013640;
    static final String SUBDOMAIN = "example";
    static final String NAME = "Example Ltd";
    static final long PIPELINE = 5389528;
    static final String PIPELINE_NAME = "Sales";
    /** The user who works with the board. */
    static final long SELLER = 7012345;
    /** The user of the access token. */
    static final long INTEGRATION = 7099999;

    private KommoAccount() {
    }
}
