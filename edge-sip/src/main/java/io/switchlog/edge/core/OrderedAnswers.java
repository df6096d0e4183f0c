package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.inbox.AckMissing;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.MalformedHeader;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.StatusCodes;
import io.switchlog.wire.sip.Via;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Answers that call control orders, to transactions of this edge and of others.
final class OrderedAnswers {
  private final Kit kit;
  private final ServerSide side;
  private final Answers answers;
  private final Progress progress;

  OrderedAnswers(Kit kit, ServerSide side, Answers answers, Progress progress) {
    this.kit = kit;
    this.side = side;
    this.answers = answers;
    this.progress = progress;
  }

  void respond(long nowMillis, SendResponse order) {
    ServerTransaction transaction = order.transaction();
    ServerEntry entry = side.find(transaction.key());
    Listener listener = kit.listeners().of(transaction);
    if (listener == null) {
      cannotSend(nowMillis, order);
    } else if (entry != null) {
      inTurn(nowMillis, order, entry, kit.text().response(order, listener));
    } else if (side.wasAnsweredAlone(transaction.key())) {
      cannotSend(nowMillis, order);
    } else {
      respondForAnother(nowMillis, order, listener);
    }
  }

  /// Whether the peer waits here for a final response, and has waited only for this one; or for
  /// progress, without which it takes none that comes after it (RFC 3262 section 4).
  boolean isAwaited(SendResponse order) {
    ServerEntry entry = side.find(order.transaction().key());
    boolean matters = order.status() >= 200 || order.rseq() != null;
    return matters && entry != null && entry.finalStatus() == 0;
  }

  /// Responses to an INVITE have an order where some of them wait for a PRACK.
  private void inTurn(long nowMillis, SendResponse order, ServerEntry entry, byte[] message) {
    Progress.Waiting.First first = at -> respondHere(at, order, entry, message);
    Progress.Waiting waiting =
        new Progress.Waiting(
            order.rseq(),
            order.body().length() > 0,
            Bytes.of(message),
            first,
            at -> respond(at, refused(order)));
    if (order.rseq() != null && order.status() < 200) {
      progress.tell(nowMillis, order, entry.cseq(), entry.target(), waiting);
    } else if (order.status() < 200 || !progress.holdsBack(entry.key(), isAnswer(order), waiting)) {
      respondHere(nowMillis, order, entry, message);
    }
  }

  /// What an INVITE gets in place of a 2xx that waited in vain for a PRACK.
  private static SendResponse refused(SendResponse order) {
    String headers =
        order
            .headers()
            .toString()
            .lines()
            .filter(line -> line.matches("(?i)(From|To|Call-ID|CSeq|Record-Route): .*"))
            .map(line -> line + "\r\n")
            .collect(Collectors.joining());
    return new SendResponse(
        order.call(),
        order.leg(),
        order.transaction(),
        order.method(),
        504,
        StatusCodes.reason(504),
        "",
        Bytes.of(headers),
        Bytes.EMPTY);
  }

  /// @return whether it was sent
  private boolean respondHere(
      long nowMillis, SendResponse order, ServerEntry entry, byte[] message) {
    entry.heardOf();
    if (entry.respond(nowMillis, order.status(), message)) {
      if (isAnswer(order)) {
        answers.sent(
            nowMillis,
            order.call(),
            order.leg(),
            entry.cseq(),
            entry.key(),
            message,
            entry.target());
      }
      return true;
    }
    if (entry.finalStatus() / 100 == 2) {
      kit.count(Counter.COMMANDS_MOOT);
    } else {
      cannotSend(nowMillis, order);
    }
    return false;
  }

  /// A response will not be sent. Whoever ordered a 2xx waits for an ACK that cannot come, and is
  /// told so at once.
  private void cannotSend(long nowMillis, SendResponse order) {
    kit.count(Counter.COMMANDS_MOOT);
    late(nowMillis, order);
  }

  /// A response came past its deadline.
  void late(long nowMillis, SendResponse order) {
    if (isAnswer(order)) {
      kit.facts()
          .keep(
              nowMillis,
              order.call(),
              new AckMissing(order.leg(), order.transaction().key(), kit.node()),
              Facts.Fate.INDIFFERENT);
    }
  }

  /// The edge that held the transaction is gone, or it is over here: the order says all that is
  /// needed to send. A final response gets a transaction here: a failure of an INVITE is sent until
  /// its ACK comes (RFC 3261 section 17.2.1), and what is repeated is not new.
  private void respondForAnother(long nowMillis, SendResponse order, Listener listener) {
    Target target = target(order.transaction(), listener);
    if (target == null) {
      cannotSend(nowMillis, order);
      return;
    }
    byte[] message = kit.text().response(order, listener);
    if (order.status() >= 200
        && SipParser.parse(message) instanceof ParseResult.Parsed(SipMessage response)
        && response.validate() == null) {
      boolean waits =
          progress.holdsBack(
              order.transaction().key(),
              isAnswer(order),
              new Progress.Waiting(
                  null,
                  true,
                  Bytes.of(message),
                  at -> respondHere(at, order, adopted(at, order, response, target), message),
                  at -> respond(at, refused(order))));
      if (!waits) {
        var _ = respondHere(nowMillis, order, adopted(nowMillis, order, response, target), message);
      }
    } else {
      tellForAnother(nowMillis, order, message, target);
    }
  }

  private ServerEntry adopted(
      long nowMillis, SendResponse order, SipMessage response, Target target) {
    return side.adopt(nowMillis, order, response.cseq().number(), target);
  }

  private void tellForAnother(long nowMillis, SendResponse order, byte[] message, Target target) {
    Progress.Waiting.First first =
        _ -> {
          kit.outbox().send(order.call(), order.leg().value(), message, target, null);
          return true;
        };
    if (order.rseq() != null
        && SipParser.parse(message) instanceof ParseResult.Parsed(SipMessage response)
        && response.validate() == null) {
      Progress.Waiting waiting =
          new Progress.Waiting(
              order.rseq(), order.body().length() > 0, Bytes.of(message), first, _ -> {});
      progress.tell(nowMillis, order, response.cseq().number(), target, waiting);
    } else {
      var _ = first.send(nowMillis);
    }
  }

  static @Nullable Target target(ServerTransaction transaction, Listener listener) {
    if (transaction.vias().isEmpty()) {
      return null;
    }
    try {
      return Listeners.answer(
          listener.name(),
          transaction.transport(),
          transaction.sourceAddress(),
          transaction.flow(),
          Via.parse(transaction.vias().getFirst()));
    } catch (MalformedHeader e) {
      return null;
    }
  }

  void stopResending(long nowMillis, StopResending order) {
    Long rseq = order.rseq();
    boolean stopped =
        rseq == null
            ? answers.stop(nowMillis, order.transaction())
            : progress.heardElsewhere(nowMillis, order.transaction(), rseq);
    if (!stopped) {
      kit.count(Counter.COMMANDS_MOOT);
    }
  }

  private static boolean isAnswer(SendResponse order) {
    return order.method().equals(Methods.INVITE) && order.status() / 100 == 2;
  }
}
