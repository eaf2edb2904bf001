package africa.paylinks.kommo;

import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Posts notes to deals, each once. Kommo does not deduplicate notes, so the intention is recorded first. A worker that
 * finds an unfinished intention searches the deal's notes for the mark that ends each of our notes.
 */
@Singleton
public final class DealNotes {

    private static final String INTENDED = "intended";
    private static final String DONE = "done";

    private final KommoClient kommo;

    public DealNotes(KommoClient kommo) {
        this.kommo = kommo;
    }

    /**
     * Posts a note unless the deal has it.
     *
     * @param mark identifies the note among those of the deal; the note ends with it
     */
    void put(DealRecord deal, String text, String mark) {
        String entry = entry(mark);
        String state = deal.entry(entry).orElse("");
        if (state.equals(DONE)) {
            return;
        }
        if (state.isEmpty()) {
            deal.write(Map.of(entry, INTENDED));
        }
        if (state.isEmpty() || !kommo.hasNote(deal.lead(), signature(mark))) {
            kommo.addNote(deal.lead(), text + "\n" + signature(mark));
        }
        deal.write(Map.of(entry, DONE));
    }

    /** Whether the deal is known to have the note. */
    boolean isPut(DealRecord deal, String mark) {
        return deal.entry(entry(mark)).filter(DONE::equals).isPresent();
    }

    private static String entry(String mark) {
        return "note:" + mark;
    }

    private static String signature(String mark) {
        return "[Paylinks " + mark + "]";
    }
}
