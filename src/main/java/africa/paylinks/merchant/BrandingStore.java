package africa.paylinks.merchant;

import africa.paylinks.merchant.Branding.Field;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Stores merchants' branding and logos. Each method throws {@code StoreUnavailable} when the store cannot answer. */
public interface BrandingStore {

    /** A merchant's branding; a change may appear with a short delay. */
    Branding find(String merchant);

    /** A logo by its id; a new one may appear with a short delay. */
    Optional<LogoImage> logo(String id);

    /**
     * Sets fields and leaves the others.
     *
     * @param changes the new values; an empty one removes its field
     */
    void change(String merchant, Map<Field, Optional<String>> changes);

    /** Replaces the logo, or removes it. The former one stays readable for a while, because open pages still show it. */
    void setLogo(String merchant, Optional<LogoImage> logo, Instant now);

    /** Removes all of a merchant's branding. */
    void remove(String merchant);
}
