package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.AckReceived;
import io.switchlog.wire.sip.transaction.Retransmission;
import io.switchlog.wire.sip.transaction.Timers;
import io.switchlog.wire.token.SessionToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// Our 2xx to INVITEs, sent again until the ACK comes (RFC 3261 section 13.3.1.4). The ACK is a
/// request of its own and names its INVITE by the token of the dialog and the CSeq number; the edge
/// that it reaches may be another than the one that resends.
final class Answers {
  private final Kit kit;
  private final Retransmission<byte[]> machine = Retransmission.ofAnswer(Timers.DEFAULT);
  private final Map<String, Answer> waiting = new HashMap<>();

  /// The transactions whose answer waits, by their key, for [#stop].
  private final Map<String, Answer> byTransaction = new HashMap<>();

  /// The answer that waits on each leg, for [#whenAcknowledged].
  private final Map<String, Answer> byLeg = new HashMap<>();

  private final Memory<Boolean> acknowledged;

  Answers(Kit kit) {
    this.kit = kit;
    this.acknowledged = new Memory<>(kit.wakeUps(), Kit.REPEATS_MILLIS);
  }

  int size() {
    return waiting.size() + acknowledged.size();
  }

  /// A 2xx was sent for the first time.
  ///
  /// @param transaction the key of the INVITE's transaction
  void sent(
      long nowMillis,
      CallId call,
      LegId leg,
      long cseq,
      String transaction,
      byte[] message,
      Target target) {
    String key = key(call.value(), leg.value(), cseq);
    if (acknowledged.contains(key) || waiting.containsKey(key)) {
      return;
    }
    Answer answer = new Answer(key, call, leg, transaction, target);
    waiting.put(key, answer);
    byTransaction.put(transaction, answer);
    byLeg.put(legKey(call, leg), answer);
    answer.start(nowMillis, message);
  }

  /// Whether a 2xx waits here for an ACK.
  boolean isWaiting(SessionToken token, long cseq) {
    return waiting.containsKey(key(token.call(), token.leg(), cseq));
  }

  /// An ACK to a 2xx came: published once, whichever edge resends the 2xx.
  void onAck(long nowMillis, SessionToken token, long cseq, byte[] message) {
    String key = key(token.call(), token.leg(), cseq);
    if (acknowledged.contains(key)) {
      kit.count(Counter.RETRANSMISSIONS_ABSORBED);
      return;
    }
    if (!kit.facts().hasRoom()) {
      return;
    }
    acknowledged.put(nowMillis, key, true);
    kit.facts()
        .keep(
            nowMillis,
            new CallId(token.call()),
            new AckReceived(new LegId(token.leg()), kit.node(), Bytes.of(message)),
            Facts.Fate.onLoss(_ -> acknowledged.remove(key)));
    Answer answer = waiting.get(key);
    if (answer != null) {
      answer.acknowledge(nowMillis);
    }
  }

  /// The ACK came elsewhere.
  ///
  /// @return whether there was anything to stop
  boolean stop(long nowMillis, String transaction) {
    Answer answer = byTransaction.get(transaction);
    if (answer == null) {
      return false;
    }
    acknowledged.put(nowMillis, answer.key, true);
    answer.acknowledge(nowMillis);
    return true;
  }

  /// Puts something off until the ACK to a leg's 2xx came, or was given up.
  ///
  /// @param deed told the time
  /// @return whether a 2xx of that leg waits here; if not, nothing was put off
  boolean whenAcknowledged(CallId call, LegId leg, LongConsumer deed) {
    Answer answer = byLeg.get(legKey(call, leg));
    if (answer == null) {
      return false;
    }
    answer.putOff.add(deed);
    return true;
  }

  private static String legKey(CallId call, LegId leg) {
    return call.value() + '/' + leg.value();
  }

  private static String key(String call, int leg, long cseq) {
    return call + '/' + leg + '/' + cseq;
  }

  private final class Answer extends Resending {
    private final String key;
    private final CallId call;
    private final LegId leg;
    private final String transaction;
    private final List<LongConsumer> putOff = new ArrayList<>(0);

    Answer(String key, CallId call, LegId leg, String transaction, Target target) {
      super(kit, machine, call, leg, target);
      this.key = key;
      this.call = call;
      this.leg = leg;
      this.transaction = transaction;
    }

    void acknowledge(long nowMillis) {
      step(nowMillis, new Retransmission.Input.Acknowledged<>());
      doWhatWasPutOff(nowMillis);
    }

    private void doWhatWasPutOff(long nowMillis) {
      List<LongConsumer> deeds = List.copyOf(putOff);
      putOff.clear();
      deeds.forEach(deed -> deed.accept(nowMillis));
    }

    @Override
    void missing(long nowMillis) {
      kit.facts()
          .keep(
              nowMillis,
              call,
              new AckMissing(leg, transaction, kit.node()),
              Facts.Fate.INDIFFERENT);
      doWhatWasPutOff(nowMillis);
    }

    @Override
    void ended() {
      waiting.remove(key);
      byTransaction.remove(transaction, this);
      byLeg.remove(legKey(call, leg), this);
    }
  }
}
