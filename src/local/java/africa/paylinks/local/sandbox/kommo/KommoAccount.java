package africa.paylinks.local.sandbox.kommo;

/** The played account, whose numbers documents and scripts may rely on. */
final class KommoAccount {

    static final long ID = 29013640;
    static final String SUBDOMAIN = "example";
    static final String NAME = "Example Ltd";
    static final long PIPELINE = 5389528;
    static final String PIPELINE_NAME = "Sales";
    /** Who works with the board. */
    static final long SELLER = 7012345;
    /** Who the access token acts as. */
    static final long INTEGRATION = 7099999;

    private KommoAccount() {
    }
}
