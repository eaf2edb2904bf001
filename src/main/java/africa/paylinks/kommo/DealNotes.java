package africa.paylinks.kommo;

import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Puts notes on deals, each once. Kommo adds a note as often as it is asked, so the intention is written down first; a
 * worker that finds an intention without its end looks among the deal's notes for the mark that each of ours carries.
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
     * Puts a note on a deal unless it is there.
     *
     * @param mark tells the note from all others of the deal; the note ends with it
     */
    void put(DealRecord file, String text, String mark) {
        String entry = entry(mark);
        String state = file.entry(entry).orElse("");
        if (state.equals(DONE)) {
            return;
        }
        if (state.isEmpty()) {
            file.write(Map.of(entry, INTENDED));
        }
        if (state.isEmpty() || !kommo.hasNote(file.lead(), signature(mark))) {
            kommo.addNote(file.lead(), text + "\n" + signature(mark));
        }
        file.write(Map.of(entry, DONE));
    }

    /** Whether a note is known to be on a deal. */
    boolean isPut(DealRecord file, String mark) {
        return file.entry(entry(mark)).filter(DONE::equals).isPresent();
    }

    private static String entry(String mark) {
        return "note:" + mark;
    }

    private static String signature(String mark) {
        return "[Paylinks " + mark + "]";
    }
}
