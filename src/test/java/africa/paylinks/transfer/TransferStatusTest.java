package africa.paylinks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TransferStatusTest {

    @Test
    void theRanksAreThoseOfTheContract() {
        assertEquals(List.of("CREATED", "COLLECTING", "EXPIRED", "FAILED", "COLLECTED", "COMPLETED", "REVERSED"),
                Stream.of(TransferStatus.values()).sorted(Comparator.comparingInt(TransferStatus::rank)).map(Enum::name).toList());
    }
}
