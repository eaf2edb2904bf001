package africa.paylinks.local.sandbox.kommo;

import java.util.Arrays;
import java.util.Optional;

/** The stages of the account's only pipeline. The last two have the same ids in every account. */
enum KommoStage {
    NEW(47873530, "New deal"),
    NEGOTIATION(47873531, "Negotiation"),
    INVOICE(47873533, "Send invoice"),
    WON(142, "Closed won"),
    LOST(143, "Closed lost");

    private final long id;
    private final String title;

    KommoStage(long id, String title) {
        this.id = id;
        this.title = title;
    }

    long id() {
        return id;
    }

    String title() {
        return title;
    }

    boolean isClosed() {
        return this == WON || this == LOST;
    }

    static Optional<KommoStage> of(long id) {
        return Arrays.stream(values()).filter(stage -> stage.id == id).findFirst();
    }
}
