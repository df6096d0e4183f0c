package io.switchlog.allinone.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.schemas.trace.MessageTraced.Direction;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderTest {
  @Test
  void messagesStandInTheOrderOfTheirClocksBetweenTheirColumns() {
    List<Stored<Origin, MessageTraced>> traced =
        List.of(
            traced(
                0,
                4,
                Direction.SENT,
                2,
                "INVITE sip:bob@h SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"),
            traced(
                0,
                0,
                Direction.RECEIVED,
                1,
                "INVITE sip:2@h SIP/2.0\r\nc:Application/SDP;x=y\r\n\r\nv=0\r\n"),
            traced(0, 9, Direction.RECEIVED, 2, "SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n"),
            traced(0, 12, Direction.SENT, 1, "SIP/2.0 200 OK\r\ncseq: 2 BYE\r\n\r\n"));

    assertThat(Ladder.of(traced))
        .containsExactly(
            "seconds   caller 10.0.0.1:5060/UDP    platform                 leg 2 10.0.0.2:5060/UDP",
            "   0.000  |---------INVITE (sdp)--------->|                               |",
            "   0.004  |                               |---------INVITE (sdp)--------->|",
            "   0.009  |                               |<---------180 Ringing----------|",
            "   0.012  |<---------200 OK (BYE)---------|                               |");
  }

  @Test
  void withSeveralEdgesEachMessageNamesItsOwn() {
    List<String> lines =
        Ladder.of(
            List.of(
                traced(0, 0, Direction.RECEIVED, 1, "BYE sip:x SIP/2.0\r\n\r\n"),
                traced(1, 1, Direction.SENT, 1, "SIP/2.0 200 OK\r\nCSeq: 2 BYE\r\n\r\n")));

    assertThat(lines.get(1)).endsWith("edge-0");
    assertThat(lines.get(2)).endsWith("edge-1");
  }

  @Test
  void onlyASessionDescriptionIsCalledOne() {
    String info = "INFO sip:x SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal=1\r\n";
    assertThat(Ladder.label(traced(0, 0, Direction.SENT, 2, info).body())).isEqualTo("INFO");
  }

  @Test
  void whatTheEdgeSentAgainByItselfSaysSo() {
    MessageTraced again =
        new MessageTraced(
            Direction.SENT,
            Transport.UDP,
            "127.0.0.1:5060",
            "10.0.0.2:5060",
            2,
            true,
            Bytes.of("BYE sip:x SIP/2.0\r\n\r\n"));
    assertThat(Ladder.label(again)).isEqualTo("BYE, again");
  }

  @Test
  void withoutATraceThereIsNoLadder() {
    assertThat(Ladder.of(List.of())).isEmpty();
  }

  private static Stored<Origin, MessageTraced> traced(
      int edge, int millis, Direction direction, int leg, String message) {
    return new Stored<>(
        0,
        millis,
        Told.START,
        Told.CALL.value(),
        new Envelope<>(
            new Origin(NodeId.edge(edge), 1, millis + 1L, Told.START.plusMillis(millis)),
            new MessageTraced(
                direction,
                Transport.UDP,
                "127.0.0.1:5060",
                "10.0.0." + leg + ":5060",
                leg,
                false,
                Bytes.of(message))));
  }
}
