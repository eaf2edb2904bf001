package africa.paylinks.kommo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.SamplePayments;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StageChangeNotificationTest {

    private static final String STATUS = "leads[status][0][id]=23802129&leads[status][0][status_id]=47873533&leads[status][0][pipeline_id]=5389528"
            + "&leads[status][0][old_status_id]=47888833&leads[status][0][old_pipeline_id]=5389528&account[id]=29013640&account[subdomain]=example";

    @Test
    void readsTheDocumentedForm() {
        assertNotice("23802129/47873533", STATUS);
        assertEquals(OptionalLong.of(29013640), read(STATUS).account());
    }

    @Test
    void readsKeysThatArePercentEncoded() {
        assertNotice("23802129/47873533", STATUS.replace("[", "%5B").replace("]", "%5D"));
        assertNotice("23802129/47873533", STATUS.replace("[", "%5b").replace("]", "%5d"));
    }

    @Test
    void escapesAreResolvedAfterTheFormIsSplit() {
        String name = "&leads[status][0][name]=" + URLEncoder.encode("a&leads[status][0][id]=9=%+é", StandardCharsets.UTF_8);
        assertNotice("23802129/47873533", STATUS + name);
    }

    @Test
    void readsSeveralIndicesInAnyOrderAndWithGaps() {
        assertNotice("7/1 8/2 9/3", "leads[status][4][status_id]=1&leads[status][17][id]=8&leads[status][17][status_id]=2"
                + "&leads[status][4][id]=7&leads[status][100000][id]=9&leads[status][100000][status_id]=3&account[id]=1");
    }

    @Test
    void aDealThatIsCreatedInAStageHasComeIntoIt() {
        String added = STATUS.replace("leads[status]", "leads[add]").replaceAll("&leads\\[add]\\[0]\\[old_[a-z_]+]=[0-9]+", "");
        assertNotice("23802129/47873533", added);
        assertNotice("7/1", "{\"leads\":{\"add\":[{\"id\":7,\"status_id\":1}]},\"account\":{\"id\":29013640}}");
        assertEquals("1777623330", read(added + "&leads[add][0][date_create]=1777623330").changes().get(0).moment());
        assertEquals("1777623331",
                read(added + "&leads[add][0][date_create]=1777623330&leads[add][0][last_modified]=1777623331").changes().get(0).moment());
    }

    @Test
    void otherActionsAreNotChangesOfStage() {
        assertNotice("23802129/47873533", STATUS + "&leads[update][0][id]=3"
                + "&leads[update][0][status_id]=4&leads[delete][0][id]=5&contacts[status][0][id]=6&contacts[status][0][status_id]=6");
        assertNotice("", "leads[update][0][id]=3&leads[update][0][status_id]=4&account[id]=1");
    }

    @Test
    void nestedFieldsAreIgnored() {
        assertNotice("23802129/47873533", STATUS + "&leads[status][0][custom_fields][0][values][0][value]=x&leads[status][0][tags][][name]=y"
                + "&leads[status][0][a][b][c][d][e][f][g][h][i]=deep");
    }

    @Test
    void readsJsonInAllItsForms() {
        assertNotice("7/1", "{\"leads\":{\"status\":[{\"id\":7,\"status_id\":1}]},\"account\":{\"id\":29013640}}");
        assertNotice("7/1 8/2", "{\"leads\":{\"status\":{\"0\":{\"id\":\"7\",\"status_id\":\"1\"},\"5\":{\"id\":8,\"status_id\":2}}}}");
        assertNotice("7/1", " \n{\"leads\":{\"status\":[{\"id\":\" 7 \",\"status_id\":1},{\"id\":null,\"status_id\":2},3,\"x\",{\"id\":1.5,\"status_id\":1}]}}");
        assertNotice("", "{\"leads\":{\"status\":\"none\"}}");
        assertNotice("", "{\"leads\":[]}");
        assertNotice("", "{}");
        for (String broken : List.of("{", "{\"leads\":", "{}{}", "{\"a\":1,\"a\":2}")) {
            assertTrue(StageChangeNotification.read(bytes(broken), SamplePayments.NOW).isEmpty(), broken);
        }
    }

    @Test
    void takesTheAccountFromTheDealWhereTheNoticeItselfDoesNotNameIt() {
        assertEquals(OptionalLong.of(29013640), read("leads[status][0][id]=7&leads[status][0][status_id]=1&leads[status][0][account_id]=29013640").account());
        assertEquals(OptionalLong.empty(), read("leads[status][0][id]=7&leads[status][0][status_id]=1").account());
    }

    @Test
    void theMomentOfAChangeIsItsTimeOrElseTheBody() {
        StageChange modified = read(STATUS + "&leads[status][0][last_modified]=1777623330").changes().get(0);
        assertEquals("29013640:23802129:47873533:1777623330", modified.key(29013640));
        assertTrue(modified.isExact());
        assertEquals("1777623331", read(STATUS + "&leads[status][0][updated_at]=1777623331").changes().get(0).moment());
        StageChange untimed = read(STATUS).changes().get(0);
        assertTrue(untimed.moment().matches("body-[0-9a-f]{16}"), untimed.moment());
        assertEquals(untimed.moment(), read(STATUS).changes().get(0).moment());
        assertTrue(!untimed.moment().equals(read(STATUS + "&x=y").changes().get(0).moment()));
    }

    @Test
    void numbersThatAreNoIdsAreLeftOut() {
        for (String id : List.of("", "-1", "1e3", "99999999999999999999", "1.0", "abc", "%00", "１２")) {
            assertNotice("", "leads[status][0][id]=" + id + "&leads[status][0][status_id]=1");
        }
    }

    @Test
    void aChangeSurvivesTheQueue() {
        StageChange change = read(STATUS).changes().get(0);
        assertEquals(change, StageChange.read(africa.paylinks.http.Json.readObject(bytes(change.message(29013640))).orElseThrow()).orElseThrow());
    }

    private static void assertNotice(String changes, String body) {
        assertEquals(changes, String.join(" ", read(body).changes().stream().map(change -> change.lead() + "/" + change.status()).toList()), body);
    }

    private static StageChangeNotification read(String body) {
        return StageChangeNotification.read(bytes(body), SamplePayments.NOW).orElseThrow();
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
