package africa.paylinks.transfer;

/** What a transfer moves. */
public enum TransferKind {
    /** From a phone, through a provider, to an account. */
    COLLECTION,
    /** Between two accounts. */
    INTERNAL,
    /** From an account to its owner, paid out by the merchant. */
    WITHDRAWAL,
    /** Back from the recipient of another transfer. */
    REVERSAL
}
