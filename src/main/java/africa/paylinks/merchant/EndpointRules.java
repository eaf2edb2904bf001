package africa.paylinks.merchant;

import java.util.Optional;

/** Decides which endpoints may be called, so that operators cannot set one that is never called. */
@FunctionalInterface
public interface EndpointRules {

    /** Why this URL may not be called, in a few words; empty when it may. */
    Optional<String> refusal(String url);
}
