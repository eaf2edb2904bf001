package africa.paylinks.merchant;

import java.util.Optional;

/** Which endpoints are ever called, so that nobody is given one that never will be. */
@FunctionalInterface
public interface EndpointRules {

    /** Why nothing would be sent to that URL, in a few words; empty when something would. */
    Optional<String> refusal(String url);
}
