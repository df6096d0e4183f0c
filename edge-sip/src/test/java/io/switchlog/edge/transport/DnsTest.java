package io.switchlog.edge.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.edge.core.DnsAnswer;
import io.switchlog.edge.core.DnsRecord;
import io.switchlog.edge.core.DnsType;
import io.switchlog.testkit.dns.NameServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What a real name server says.
@EnabledIf(
    value = "io.switchlog.testkit.dns.NameServer#isInstalled",
    disabledReason = "no dnsmasq, which answers: Debian's package is dnsmasq-base")
class DnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static DnsAnswer ask(Dns dns, String name, DnsType type) {
    return dns.lookUp(name, type).toCompletableFuture().join();
  }

  private static List<DnsRecord> records(Dns dns, String name, DnsType type) {
    return ask(dns, name, type) instanceof DnsAnswer.Found found ? found.records() : List.of();
  }

  /// dnsmasq needs a moment until it answers.
  private static void awaitReady(Dns dns, String name) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ask(dns, name, DnsType.A) instanceof DnsAnswer.Found);
  }

  @Test
  void eachKindOfRecordIsRead() {
    try (NameServer server =
        NameServer.start(
            folder,
            "--local-ttl=42",
            "--host-record=a.example,192.0.2.11,2001:db8::11",
            "--srv-host=_sip._udp.pbx.example,a.example,5070,1,30",
            "--srv-host=_sip._udp.pbx.example,b.example,5071,2,0",
            "--naptr-record=pbx.example,10,20,s,SIPS+D2T,,_sips._tcp.pbx.example")) {
      Dns dns = Dns.of(List.of(server.address()));
      awaitReady(dns, "a.example");

      assertThat(ask(dns, "a.example", DnsType.A))
          .isEqualTo(new DnsAnswer.Found(List.of(new DnsRecord.Address("192.0.2.11")), 42));
      assertThat(records(dns, "a.example", DnsType.AAAA))
          .containsExactly(new DnsRecord.Address("2001:db8:0:0:0:0:0:11"));
      assertThat(records(dns, "_sip._udp.pbx.example", DnsType.SRV))
          .containsExactlyInAnyOrder(
              new DnsRecord.Service(1, 30, 5070, "a.example"),
              new DnsRecord.Service(2, 0, 5071, "b.example"));
      assertThat(records(dns, "pbx.example", DnsType.NAPTR))
          .containsExactly(
              new DnsRecord.Pointer(10, 20, "s", "SIPS+D2T", "_sips._tcp.pbx.example"));
      assertThat(ask(dns, "nobody.example", DnsType.A))
          .isEqualTo(new DnsAnswer.Found(List.of(), 5));
      assertThat(ask(dns, "a.example", DnsType.SRV)).isEqualTo(new DnsAnswer.Found(List.of(), 5));
    }
  }

  @Test
  void aServerThatIsAwayIsAFailureWithinSecondsAndAskedAgain() {
    NameServer gone = NameServer.start(folder, "--host-record=a.example,192.0.2.11");
    Dns dns = Dns.of(List.of(gone.address()));
    awaitReady(dns, "a.example");
    gone.close();
    assertThat(ask(dns, "a.example", DnsType.A))
        .isInstanceOfSatisfying(
            DnsAnswer.Failed.class,
            failed ->
                assertThat(failed.why())
                    .startsWith("expected A records of a.example, found no answer: "));
    try (NameServer back =
        NameServer.startAt(gone.address(), folder, "--host-record=a.example,192.0.2.12")) {
      assertThat(back.address()).isEqualTo(gone.address());
      awaitReady(dns, "a.example");
      assertThat(records(dns, "a.example", DnsType.A))
          .containsExactly(new DnsRecord.Address("192.0.2.12"));
    }
  }

  @Test
  void whatThisMachineKnowsByItselfIsNotAsked() {
    Dns nobody = Dns.of(List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9)));
    assertThat(records(nobody, "localhost", DnsType.A))
        .containsExactly(new DnsRecord.Address("127.0.0.1"));
  }

  @Test
  void whatIsNoNameIsAFailure() {
    Dns dns = Dns.of(List.of());
    assertThat(ask(dns, "a..b", DnsType.A)).isInstanceOf(DnsAnswer.Failed.class);
    assertThat(ask(dns, "x".repeat(300), DnsType.A)).isInstanceOf(DnsAnswer.Failed.class);
  }

  /// A name server that loses the first questions, and says of services that there are none.
  private static DatagramSocket losing(int lost) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          int heard = 0;
          try {
            while (true) {
              DatagramPacket packet = new DatagramPacket(new byte[4_096], 4_096);
              socket.receive(packet);
              if (++heard > lost) {
                byte[] answer = answer(packet);
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
              }
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
    return socket;
  }

  private static byte[] answer(DatagramPacket packet) throws IOException {
    Message question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    Name name = question.getQuestion().getName();
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    answer.addRecord(
        question.getQuestion().getType() == Type.SRV
            ? new SRVRecord(name, DClass.IN, 60, 0, 0, 0, Name.root)
            : new ARecord(name, DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1")),
        Section.ANSWER);
    return answer.toWire();
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Test
  void aQuestionThatWasLostIsAskedAgain() throws IOException {
    try (DatagramSocket server = losing(1)) {
      Dns dns = Dns.of(List.of(address(server)));
      assertThat(records(dns, "a.example", DnsType.A))
          .containsExactly(new DnsRecord.Address("192.0.2.1"));
    }
  }

  @Test
  void theSecondServerIsAskedWhereTheFirstSaysNothing() throws IOException {
    try (DatagramSocket silent = losing(Integer.MAX_VALUE);
        DatagramSocket alive = losing(0)) {
      Dns dns = Dns.of(List.of(address(silent), address(alive)));
      assertThat(records(dns, "a.example", DnsType.A))
          .containsExactly(new DnsRecord.Address("192.0.2.1"));
    }
  }

  /// RFC 2782: the root as a target.
  @Test
  void aServiceThatIsNotOfferedHasNoHost() throws IOException {
    try (DatagramSocket server = losing(0)) {
      Dns dns = Dns.of(List.of(address(server)));
      assertThat(records(dns, "_sip._udp.a.example", DnsType.SRV))
          .containsExactly(new DnsRecord.Service(0, 0, 0, ""));
    }
  }
}
