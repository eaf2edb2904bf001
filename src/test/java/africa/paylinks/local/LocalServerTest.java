package africa.paylinks.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import africa.paylinks.local.http.LocalResponse;
import africa.paylinks.local.http.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class LocalServerTest {

    @Test
    void listensOnTheLoopbackInterfaceByDefault() throws IOException {
        LocalServer server = LocalServer.open(new ConcurrentHashMap<>(), "api", 0);
        try {
            server.answerWith(call -> LocalResponse.empty(204));
            assertEquals(204, status(InetAddress.getLoopbackAddress(), server.port()));
            InetAddress outside = outside();
            assertThrows(ConnectException.class, () -> status(outside, server.port()));
        } finally {
            server.close();
        }
    }

    @Test
    void listensOnEveryAddressForContainers() throws IOException {
        LocalServer server = LocalServer.open(new ConcurrentHashMap<>(), "api", InetAddress.getByName("0.0.0.0"), 0);
        try {
            server.answerWith(call -> LocalResponse.empty(204));
            assertEquals(204, status(InetAddress.getLoopbackAddress(), server.port()));
            assertEquals(204, status(outside(), server.port()));
        } finally {
            server.close();
        }
    }

    @Test
    void explainsAnAddressThatItCannotBind() throws IOException {
        InetAddress nobodys = InetAddress.getByName("198.51.100.7");
        UncheckedIOException refused = assertThrows(UncheckedIOException.class,
                () -> LocalServer.open(new ConcurrentHashMap<>(), "api", nobodys, 0));
        assertTrue(refused.getMessage().contains("198.51.100.7"), refused.getMessage());
    }

    /** An address of this machine that is not loopback, as containers see it. */
    private static InetAddress outside() throws IOException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(found -> !found.isLoopbackAddress() && found instanceof java.net.Inet4Address).findFirst();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");
        return address.get();
    }

    private static int status(InetAddress address, int port) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + address.getHostAddress() + ":" + port + "/").toURL().openConnection();
        connection.setConnectTimeout(5_000);
        return connection.getResponseCode();
    }
}
