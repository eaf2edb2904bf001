package africa.paylinks.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAddressTest {

    @Test
    void parsesHttpsUrlsWithAHostName() {
        assertEquals(new EndpointAddress(true, "shop.example", 443, "/"), of("https://shop.example"));
        assertEquals(new EndpointAddress(true, "shop.example", 443, "/hooks?k=a%20b"), of("HTTPS://Shop.Example:443/hooks?k=a%20b#part"));
        assertEquals(new EndpointAddress(true, "3shop.xn--p1ai", 443, "/caf%C3%A9"), of("https://3shop.xn--p1ai/café"));
        assertEquals(new EndpointAddress(true, "my_shop.example.com", 443, "/hook"), of("https://my_shop.example.com/hook"));
        assertEquals("shop.example", of("https://shop.example:443/").authority());
        assertEquals("shop.example:8443", EndpointAddress.of("https://shop.example:8443/", Set.of(443, 8443), false).authority());
    }

    @ParameterizedTest
    @CsvSource({
        "http://shop.example/, not-https", "ftp://shop.example/, not-https", "file:///etc/passwd, not-https",
        "gopher://shop.example:443/_x, not-https", "shop.example/hooks, not-https", "//shop.example/, not-https", "'', not-https",
        "https://user@shop.example/, url-with-user", "https://user:password@shop.example/, url-with-user",
        "https://shop.example@169.254.169.254/, url-with-user", "https://shop.example%40evil.example/, host-not-a-name",
        "https://shop.example:22/, port-not-allowed", "https://shop.example:6379/, port-not-allowed", "https://shop.example:80/, port-not-allowed",
        "https://localhost/, host-not-a-name", "https://metadata/, host-not-a-name", "https://shop/, host-not-a-name",
        "https://127.0.0.1/, host-not-a-name", "https://169.254.169.254/latest/meta-data/, host-not-a-name",
        "https://2130706433/, host-not-a-name", "https://127.1/, host-not-a-name", "https://0x7f000001/, host-not-a-name",
        "https://0x7f.0.0.0x1/, host-not-a-name", "https://0177.0.0.1/, host-not-a-name", "https://017700000001/, host-not-a-name",
        "https://127.0.0.1./, host-not-a-name", "https://shop.example./, host-not-a-name", "https://①②⑦.0.0.1/, host-not-a-name",
        "https://[::1]/, host-not-a-name", "https://[::ffff:169.254.169.254]/, host-not-a-name", "https://[fd00:ec2::254]/, host-not-a-name",
        "https:///hooks, host-not-a-name", "'https://shop.example /', url-malformed", "https://shop.example\\@10.0.0.1/, url-malformed",
        "'https://shop.example/\r\nX: y', url-malformed"})
    void refusesWhatCouldMeanSomethingElse(String url, String reason) {
        assertEquals(reason, assertThrows(EndpointRefused.class, () -> of(url)).getMessage());
    }

    @Test
    void aLocalRunMayCallItself() {
        assertEquals(new EndpointAddress(false, "localhost", 8090, "/merchant"),
                EndpointAddress.of("http://localhost:8090/merchant", Set.of(443), true));
        assertThrows(EndpointRefused.class, () -> EndpointAddress.of("file:///merchant", Set.of(443), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
        "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:10::1", "2001:db8::1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"})
    void addressesThatAreNotOfThePublicInternet(String address) throws Exception {
        assertFalse(PublicAddressPolicy.has(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "169.253.255.255",
        "172.15.255.255", "172.32.0.1", "192.167.255.255", "198.17.255.255", "198.20.0.1", "223.255.255.255", "::ffff:8.8.8.8",
        "2001:4860:4860::8888", "2606:4700::1111", "2a00:1450::1", "2c0f:fb50::1"})
    void addressesThatAreValid(String address) throws Exception {
        assertTrue(PublicAddressPolicy.has(InetAddress.getByName(address)));
    }

    private static EndpointAddress of(String url) {
        return EndpointAddress.of(url, Set.of(443), false);
    }
}
