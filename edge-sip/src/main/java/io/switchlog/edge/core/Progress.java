package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.inbox.PrackMissing;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.RAck;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.transaction.Retransmission;
import io.switchlog.wire.sip.transaction.Timers;
import io.switchlog.wire.token.SessionToken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Progress that waits for its PRACK (RFC 3262 section 3): resent until it comes, one at a time for
/// each INVITE. What is to be told after it waits in line, and so does a 2xx where a session
/// description was not acknowledged yet.
///
/// ```
/// ordered --line free?--> sent, resent --PRACK--> the next of the line
///    +------else--------> waits               +--64*T1--> PrackMissing, the line is dropped
/// ```
final class Progress {
  /// So much waits behind one that is not acknowledged; call control has no more at a time.
  static final int MOST_WAITING = 40;

  private final Kit kit;
  private final Retransmission<byte[]> machine = Retransmission.ofProgress(Timers.DEFAULT);
  private final Map<String, Line> lines = new HashMap<>();

  /// The lines by call, leg and CSeq number of the INVITE, which a PRACK names.
  private final Map<String, Line> byInvite = new HashMap<>();

  /// The latest of each leg, for [#whenAnswered].
  private final Map<String, Line> byLeg = new HashMap<>();

  Progress(Kit kit) {
    this.kit = kit;
  }

  int size() {
    return lines.size();
  }

  /// Something that waits for its turn.
  ///
  /// @param rseq its number; null for a 2xx
  /// @param hasBody whether a 2xx has to wait for its PRACK
  /// @param message as it is resent
  /// @param first sends it for the first time, told when; false: nobody waits for it any more
  /// @param refuse of a 2xx: refuses the INVITE in its place, told when
  record Waiting(
      @Nullable Long rseq, boolean hasBody, Bytes message, First first, LongConsumer refuse) {
    interface First {
      boolean send(long nowMillis);
    }
  }

  /// Progress is to be told.
  ///
  /// @param cseq the INVITE's CSeq number
  void tell(long nowMillis, SendResponse order, long cseq, Target target, Waiting progress) {
    String transaction = order.transaction().key();
    Line line = lines.get(transaction);
    if (line != null) {
      line.add(progress);
      return;
    }
    if (!progress.first().send(nowMillis)) {
      return;
    }
    Line opened = new Line(transaction, order.call(), order.leg(), cseq, target, progress);
    lines.put(transaction, opened);
    byInvite.put(opened.invite, opened);
    byLeg.put(leg(order.call(), order.leg()), opened);
    opened.resend(nowMillis);
  }

  /// A final response is to be sent.
  ///
  /// @param isSuccess whether it is a 2xx
  /// @return whether it waits; if not, nothing of the INVITE is resent any more
  boolean holdsBack(String transaction, boolean isSuccess, Waiting answer) {
    Line line = lines.get(transaction);
    if (line == null) {
      return false;
    }
    if (isSuccess && line.hasUnheardBody()) {
      line.add(answer);
      return true;
    }
    line.over();
    return false;
  }

  /// Puts something off until a leg's 2xx, which waits here, has left, or will not.
  ///
  /// @param deed told the time
  /// @return whether a 2xx of that leg waits; if not, nothing was put off
  boolean whenAnswered(CallId call, LegId leg, LongConsumer deed) {
    Line line = byLeg.get(leg(call, leg));
    if (line == null || line.waiting.stream().allMatch(one -> one.rseq() != null)) {
      return false;
    }
    line.putOff.add(deed);
    return true;
  }

  /// A PRACK came here.
  void onPrack(long nowMillis, SessionToken token, SipRequest prack) {
    RAck rack = prack.rack();
    if (rack != null && rack.method().equals(Methods.INVITE)) {
      heard(nowMillis, byInvite.get(invite(token.call(), token.leg(), rack.cseq())), rack.rseq());
    }
  }

  /// One came to another edge.
  ///
  /// @return whether there was anything to stop
  boolean heardElsewhere(long nowMillis, String transaction, long rseq) {
    return heard(nowMillis, lines.get(transaction), rseq);
  }

  /// The transaction is over, or answered.
  void over(String transaction) {
    Line line = lines.get(transaction);
    if (line != null) {
      line.over();
    }
  }

  private static boolean heard(long nowMillis, @Nullable Line line, long rseq) {
    if (line == null || !Objects.equals(line.told.rseq(), rseq)) {
      return false;
    }
    line.acknowledged(nowMillis);
    return true;
  }

  private static String leg(CallId call, LegId leg) {
    return call.value() + '/' + leg.value();
  }

  private static String invite(String call, int leg, long cseq) {
    return call + '/' + leg + '/' + cseq;
  }

  /// What one INVITE is told, in order.
  private final class Line {
    private final String transaction;
    private final String invite;
    private final CallId call;
    private final LegId leg;
    private final Target target;
    private final Queue<Waiting> waiting = new ArrayDeque<>(0);
    private final List<LongConsumer> putOff = new ArrayList<>(0);
    private Waiting told;
    private @Nullable Resending resending;

    Line(String transaction, CallId call, LegId leg, long cseq, Target target, Waiting told) {
      this.transaction = transaction;
      this.invite = invite(call.value(), leg.value(), cseq);
      this.call = call;
      this.leg = leg;
      this.target = target;
      this.told = told;
    }

    void add(Waiting next) {
      // One that is ordered again, because an edge came back, waits already.
      boolean again =
          next.rseq() != null
              && (next.rseq().equals(told.rseq())
                  || waiting.stream().anyMatch(one -> next.rseq().equals(one.rseq())));
      if (again || waiting.size() == MOST_WAITING) {
        kit.count(Counter.COMMANDS_MOOT);
      } else {
        waiting.add(next);
      }
    }

    boolean hasUnheardBody() {
      return told.hasBody() || waiting.stream().anyMatch(Waiting::hasBody);
    }

    void resend(long nowMillis) {
      resending = new Telling(this);
      resending.start(nowMillis, told.message().array());
    }

    void acknowledged(long nowMillis) {
      stop();
      for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
        boolean sent = next.first().send(nowMillis);
        if (sent && next.rseq() != null) {
          told = next;
          resend(nowMillis);
          return;
        }
      }
      over();
      doWhatWasPutOff(nowMillis);
    }

    private void doWhatWasPutOff(long nowMillis) {
      List<LongConsumer> deeds = List.copyOf(putOff);
      putOff.clear();
      deeds.forEach(deed -> deed.accept(nowMillis));
    }

    void missing(long nowMillis) {
      Long rseq = told.rseq();
      List<Waiting> given = List.copyOf(waiting);
      boolean isEnded = !putOff.isEmpty();
      over();
      if (isEnded) {
        // Call control has ended the leg, and says no more to its INVITE (RFC 3262 section 3).
        given.stream()
            .filter(one -> one.rseq() == null)
            .forEach(one -> one.refuse().accept(nowMillis));
      }
      doWhatWasPutOff(nowMillis);
      if (rseq != null) {
        kit.facts()
            .keep(
                nowMillis,
                call,
                new PrackMissing(leg, transaction, rseq, kit.node()),
                Facts.Fate.INDIFFERENT);
      }
    }

    void over() {
      stop();
      waiting.clear();
      lines.remove(transaction, this);
      byInvite.remove(invite, this);
      byLeg.remove(leg(call, leg), this);
    }

    private void stop() {
      if (resending != null) {
        resending.end();
        resending = null;
      }
    }
  }

  private final class Telling extends Resending {
    private final Line line;

    Telling(Line line) {
      super(kit, machine, line.call, line.leg, line.target);
      this.line = line;
    }

    @Override
    void missing(long nowMillis) {
      line.missing(nowMillis);
    }

    @Override
    void ended() {
      // The line knows.
    }
  }
}
