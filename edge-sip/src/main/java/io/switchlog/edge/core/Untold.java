package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.wire.sip.SipRequest;

/// What becomes of a request that can be tried again when the bus does not take its fact, or does
/// not say so. Who is told to try again must leave nothing behind that goes on without him.
///
/// | request | the bus has no fact of it | the bus may have it |
/// |---|---|---|
/// | INVITE that opens a call | 503 | 503, and a CANCEL of the edge's own is kept: a call that began with this branch ends, and any other goes on |
/// | INVITE inside a dialog | 500 | it waits for the bus: the fact is said again, and kept. Its 100 has stopped the peer's timers (RFC 3261 section 17.1.1.2); a second copy is known by its CSeq |
/// | any other inside a dialog | 500 | 500: the peer's timer F runs |
final class Untold implements Facts.Fate {
  private final Kit kit;
  private final Replies replies;
  private final AlwaysTaken alwaysTaken;
  private final AnsweredAlone answeredAlone;
  private final ServerEntry entry;
  private final AggregateInput fact;
  private final boolean inDialog;

  Untold(
      Kit kit,
      Replies replies,
      AlwaysTaken alwaysTaken,
      AnsweredAlone answeredAlone,
      ServerEntry entry,
      AggregateInput fact,
      boolean inDialog) {
    this.kit = kit;
    this.replies = replies;
    this.alwaysTaken = alwaysTaken;
    this.answeredAlone = answeredAlone;
    this.entry = entry;
    this.fact = fact;
    this.inDialog = inDialog;
  }

  @Override
  public void lost(long nowMillis) {
    if (entry.isOpen()) {
      kit.count(Counter.UNAVAILABLE);
      answeredAlone.addTold(nowMillis, entry.key());
      replies.end(nowMillis, entry, inDialog ? Refusal.TRY_AGAIN : Refusal.UNAVAILABLE);
    }
  }

  @Override
  public void unknown(long nowMillis) {
    if (entry.isHeardOf() || entry.endingFact() != ServerEntry.NO_FACT) {
      // The bus has it: call control has ordered a response. Or a CANCEL of the peer's is kept.
      return;
    }
    if (!entry.isOpen() || !entry.isInvite()) {
      lost(nowMillis);
    } else if (inDialog) {
      entry.waitsWith(kit.facts().keep(nowMillis, entry.call(), fact, waiting()));
    } else {
      SipRequest invite = entry.request();
      String via = entry.described().vias().getFirst();
      Bytes cancel = Bytes.of(kit.text().cancel(invite, via, Refusal.UNAVAILABLE));
      kit.count(Counter.UNAVAILABLE);
      alwaysTaken.answerAlone(
          nowMillis, entry, Refusal.UNAVAILABLE, new CancelReceived(null, cancel, kit.node()));
    }
  }

  /// The request may have been answered alone before its fact is on the bus.
  private Facts.Fate waiting() {
    return new Facts.Fate() {
      @Override
      public void taken(long nowMillis) {
        answeredAlone.settled(nowMillis, entry.key());
      }

      @Override
      public void lost(long nowMillis) {
        answeredAlone.settled(nowMillis, entry.key());
        Untold.this.lost(nowMillis);
      }
    };
  }
}
