package africa.paylinks.kommo;

import africa.paylinks.fuzz.Fuzz;
import africa.paylinks.fuzz.Mutations;
import africa.paylinks.payment.SamplePayments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class StageChangeNotificationFuzzTest {

    private static final List<byte[]> CORPUS = List.of(
            bytes("leads[status][0][id]=23802129&leads[status][0][status_id]=47873533&leads[status][0][pipeline_id]=5389528"
                    + "&leads[status][0][last_modified]=1795338000&account[id]=29013640&account[subdomain]=example"),
            bytes("leads%5Bstatus%5D%5B0%5D%5Bid%5D=1&leads%5Bstatus%5D%5B7%5D%5Bid%5D=2&leads%5Bstatus%5D%5B7%5D%5Bstatus_id%5D=47873533&account%5Bid%5D=29013640"),
            bytes("{\"leads\":{\"status\":[{\"id\":\"1\",\"status_id\":47873533,\"updated_at\":1795338000}]},\"account\":{\"id\":29013640}}"),
            bytes("{\"leads\":{\"status\":{\"0\":{\"id\":1,\"status_id\":\"47873533\"}}},\"account\":{\"subdomain\":\"example\"}}"));

    @Test
    void everyBodyIsReadOrRefused() {
        Fuzz.run("kommo", new Mutations(CORPUS), (body, seed) -> {
            Optional<StageChangeNotification> notice = StageChangeNotification.read(body, SamplePayments.NOW);
            notice.ifPresent(read -> read.changes().forEach(change -> change.message(29013640)));
            return notice.filter(read -> !read.changes().isEmpty()).isPresent();
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
