package africa.paylinks.erasure;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for operators: invoked by {@code infra/erase}, never through the API. */
@Singleton
public class ErasePersonalDataFunction {

    private final PersonalDataEraser eraser;

    public ErasePersonalDataFunction(PersonalDataEraser eraser) {
        this.eraser = eraser;
    }

    /** Erases as much as one invocation has time for; the answer says where to continue. */
    @Funq("erase-personal-data")
    public ErasureAnswer erase(ErasureRequest request) {
        return eraser.erase(request);
    }
}
