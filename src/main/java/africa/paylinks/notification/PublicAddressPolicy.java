package africa.paylinks.notification;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Decides which addresses belong to the public internet, according to the registries of special-purpose addresses (RFC 6890
 * and its successors).
 */
final class PublicAddressPolicy {

    private static final List<Range> NOT_PUBLIC_4 = List.of(
            range("0.0.0.0", 8), range("10.0.0.0", 8), range("100.64.0.0", 10), range("127.0.0.0", 8),
            range("169.254.0.0", 16), range("172.16.0.0", 12), range("192.0.0.0", 24), range("192.0.2.0", 24),
            range("192.31.196.0", 24), range("192.52.193.0", 24), range("192.88.99.0", 24), range("192.168.0.0", 16),
            range("192.175.48.0", 24), range("198.18.0.0", 15), range("198.51.100.0", 24), range("203.0.113.0", 24),
            range("224.0.0.0", 4), range("240.0.0.0", 4));

    /** All public IPv6 addresses; embedded IPv4 (mapped, compatible, NAT64) lies outside. */
    private static final Range UNICAST_6 = range("2000::", 3);
    /** IETF protocols with Teredo and ORCHID, documentation, and 6to4, which carries any IPv4 address. */
    private static final List<Range> NOT_PUBLIC_6 = List.of(range("2001::", 23), range("2001:db8::", 32),
            range("2002::", 16), range("2620:4f:8000::", 48), range("3fff::", 20));

    private PublicAddressPolicy() {
    }

    /** Whether an address is public. */
    static boolean has(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address
                ? NOT_PUBLIC_4.stream().noneMatch(range -> range.holds(bytes))
                : UNICAST_6.holds(bytes) && NOT_PUBLIC_6.stream().noneMatch(range -> range.holds(bytes));
    }

    private static Range range(String network, int bits) {
        return new Range(literal(network), bits);
    }

    /** Never resolves names: only numeric addresses are passed. */
    private static byte[] literal(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Range(byte[] network, int bits) {

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
