package africa.paylinks.merchant;

import africa.paylinks.http.WarmUp;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.funqy.Funq;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** The HTTP API's Lambda authorizer (payload format 2.0, simple responses): maps an API key to a merchant. */
@Singleton
public class AuthorizeMerchantFunction implements WarmUp {

    private final MerchantKeys keys;

    public AuthorizeMerchantFunction(MerchantKeys keys) {
        this.keys = keys;
    }

    /** The request from API Gateway. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Question(List<String> identitySource, Map<String, String> headers) {
    }

    /** The response to API Gateway. */
    @RegisterForReflection
    public record Verdict(@JsonProperty("isAuthorized") boolean isAuthorized, Map<String, String> context) {

        static final Verdict DENIED = new Verdict(false, Map.of());
    }

    @Override
    public void prepare() {
        keys.prepare();
    }

    /** Finds the merchant of a key, or denies access. */
    @Funq("authorize-merchant")
    public Verdict authorize(Question question) {
        return MerchantKeys.bearer(question.identitySource(), question.headers()).flatMap(keys::holder)
                .map(holder -> new Verdict(true, Map.of("merchant", holder.merchant(),
                        "scopes", String.join(" ", holder.scopes()))))
                .orElse(Verdict.DENIED);
    }
}
