package io.tallyman.printer.json.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.tallyman.testing.RecordBuilder;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SockaddrWriterTest {
    private final Lines lines = new Lines();

    @Test
    void writesAnIpv4Address() {
        assertEquals("{\"sa_family\":\"AF_INET\",\"sin_addr\":\"203.0.113.7\",\"sin_port\":\"50001\"}",
                value(RecordBuilder.of("connect").inet("addr", 50_001, 203, 0, 113, 7)));
    }

    @Test
    void writesAnIpv6AddressWithFlowAndScope() {
        assertEquals("{\"sa_family\":\"AF_INET6\",\"sin6_addr\":\"fe80::1\",\"sin6_flowinfo\":\"4022250974\","
                + "\"sin6_port\":\"443\",\"sin6_scopeid\":\"3\"}",
                hex("0a0001bb" + "efbeadde" + "fe800000000000000000000000000001" + "03000000"));
    }

    @ParameterizedTest
    @CsvSource({"::, ::", "::1, ::1", "1::, 1::", "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "1:0:0:2:0:0:0:3, 1:0:0:2::3", "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "0:0:1:0:0:0:0:0, 0:0:1::", "::fffe:c000:201, ::fffe:c000:201", "fe80::abcd:0, fe80::abcd:0"})
    void shortensIpv6AsRfc5952Says(String address, String expected) throws Exception {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        assertEquals(expected, host("0a000000" + "00000000" + HexFormat.of().formatHex(bytes) + "00000000"));
    }

    @Test
    void writesAMappedAddressWithDots() {
        assertEquals("::ffff:192.0.2.1",
                host("0a000000" + "00000000" + "00000000000000000000ffff" + "c0000201" + "00000000"));
    }

    @Test
    void writesUnixPathsUpToTheirEnd() {
        assertEquals("{\"sa_family\":\"AF_UNIX\",\"sun_path\":\"/run/a\\\"b\"}",
                value(RecordBuilder.of("connect").text("addr", "\1\0/run/a\"b\0rest")));
        assertEquals("{\"sa_family\":\"AF_UNIX\",\"sun_path\":\"\"}", hex("0100"));
        assertEquals("{\"sa_family\":\"AF_UNIX\",\"sun_path\":\"@x\\u0000\"}", hex("0100" + "007800"));
    }

    @Test
    void writesNetlinkAddresses() {
        assertEquals("{\"sa_family\":\"AF_NETLINK\",\"nl_pid\":\"4000000001\",\"nl_groups\":\"17\"}",
                hex("10000000" + "01286bee" + "11000000"));
    }

    @Test
    void writesTheBytesOfWhatItCannotRead() {
        assertEquals("{\"sa_family\":\"AF_VSOCK\",\"data\":\"0000ff\"}", hex("28000000ff"));
        assertEquals("{\"sa_family\":\"999\",\"data\":\"01\"}", hex("e70301"));
        assertEquals("{\"sa_family\":\"AF_INET\",\"data\":\"0050\"}", hex("02000050"));
        assertEquals("{\"sa_family\":\"\",\"data\":\"\"}", hex("02"));
        assertEquals("{\"sa_family\":\"\",\"data\":\"\"}", hex(""));
    }

    private String host(String hex) {
        return JsonParser.parseString(hex(hex)).getAsJsonObject().get("sin6_addr").getAsString();
    }

    private String hex(String hex) {
        return value(RecordBuilder.of("connect").bytes("addr", HexFormat.of().parseHex(hex)));
    }

    private String value(RecordBuilder record) {
        String line = lines.print(record.view());
        String head = "\"type\":\"struct sockaddr*\",\"value\":";
        int from = line.indexOf(head) + head.length();
        return line.substring(from, line.indexOf('}', from) + 1);
    }
}
