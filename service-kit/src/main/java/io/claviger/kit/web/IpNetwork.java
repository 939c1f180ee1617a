package io.claviger.kit.web;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of addresses as in RFC 4632 and RFC 4291, such as {@code 192.0.2.0/24} or {@code fd00::/8}; a single address is a
 * range too. Bits behind the prefix do not matter.
 *
 * @param prefix length in bits
 */
public record IpNetwork(InetAddress base, int prefix) {

    public IpNetwork {
        if (prefix < 0 || prefix > base.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("no prefix of " + base.getHostAddress() + ": " + prefix);
        }
    }

    /** Empty when the text is no such range. Names are never looked up. */
    public static Optional<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        return address(slash < 0 ? text : text.substring(0, slash))
                .flatMap(base -> slash < 0
                        ? Optional.of(new IpNetwork(base, base.getAddress().length * Byte.SIZE))
                        : prefix(text.substring(slash + 1), base).map(bits -> new IpNetwork(base, bits)));
    }

    /** Empty when the text is no address. An IPv4 address in IPv6's clothes is the IPv4 address. */
    public static Optional<InetAddress> address(@Nullable String text) {
        try {
            return text == null || text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean contains(InetAddress address) {
        byte[] ours = base.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Integer> prefix(String text, InetAddress base) {
        if (!text.matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(text);
        return bits <= base.getAddress().length * Byte.SIZE ? Optional.of(bits) : Optional.empty();
    }
}
