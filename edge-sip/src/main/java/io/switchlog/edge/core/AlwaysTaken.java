package io.switchlog.edge.core;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;

/// Requests that end something, a BYE or a CANCEL, and PRACKs. They are always taken: their facts
/// are kept, and whoever waits for what call control does not say in time is answered by the edge
/// alone.
///
/// | request | fact | what waits for call control | what the edge says alone |
/// |---|---|---|---|
/// | BYE | `RequestReceived` | the BYE | 200 after 4 s |
/// | PRACK | `RequestReceived` | the PRACK; what it acknowledges is resent no more at once | 200 after 4 s |
/// | CANCEL of an INVITE that is here | `CancelReceived` | the INVITE; the CANCEL had its 200 at once | 487 after 4 s; after 24 s where the bus has the fact, or the INVITE is inside a dialog |
/// | CANCEL of an INVITE that is elsewhere, or was | `CancelReceived`, unanswered | the CANCEL | 200 after 4 s |
///
/// What it says in place of an answer of call control's is `OrderedAnswers`' to say: 504 where a
/// 2xx waited in vain for a PRACK.
///
/// Inside a dialog the edge is in no hurry: what it says alone may not be what call control comes
/// to find, and that ends the dialog.
///
/// Whether the INVITE of the last one ever came only call control knows, which says 481 where it
/// did not (RFC 3261 section 9.2). Where it cannot be asked in time the answer is 200: it promises
/// no more than that the CANCEL arrived, while a 481 to the CANCEL of a call that rings would let
/// it ring on. Its INVITE is call control's to answer, or the caller's to give up (section 9.1):
/// its Vias, which the answer goes by, are more than a CANCEL repeats.
final class AlwaysTaken {
  /// How long call control is left to answer: far less than the peer waits (timer F, 64*T1), who
  /// may have sent for long to an edge that was away.
  static final long ALONE_MILLIS = 4_000;

  /// How long call control is left at the most to answer the INVITE of a CANCEL. The peer takes it
  /// for cancelled after 64*T1 (RFC 3261 section 9.1).
  static final long LAST_MILLIS = 24_000;

  /// CANCELs of INVITEs that are not here anybody can send, and the loops of a node share its room:
  /// no more facts of them are kept at a time, and no more bytes of messages, so that they do not
  /// take what belongs to calls. One has a single Via and no body (RFC 3261 section 9.1); who makes
  /// it larger is passed over.
  static final int MOST_CANCELS_FOR_OTHERS = 1_000;

  static final int MOST_BYTES_FOR_OTHERS = 1 << 20;
  static final int MOST_BYTES_OF_ONE = 4_096;

  private final Kit kit;
  private final Replies replies;
  private final AnsweredAlone answeredAlone;

  /// CANCELs of INVITEs that are not here, on their way to the bus. They are counted and not named:
  /// over TCP the same one is new as soon as it was answered.
  private int cancelsForOthers;

  private int bytesForOthers;

  AlwaysTaken(Kit kit, Replies replies, AnsweredAlone answeredAlone) {
    this.kit = kit;
    this.replies = replies;
    this.answeredAlone = answeredAlone;
  }

  /// Keeps the fact on which the end of a transaction depends: of a BYE or PRACK its own, of an
  /// INVITE that of its CANCEL.
  void keep(long nowMillis, ServerEntry entry, AggregateInput fact) {
    keep(nowMillis, entry, fact, () -> {});
  }

  private void keep(long nowMillis, ServerEntry entry, AggregateInput fact, Runnable over) {
    long token =
        kit.facts()
            .keep(
                nowMillis,
                entry.call(),
                fact,
                new Facts.Fate() {
                  @Override
                  public void taken(long laterMillis) {
                    over.run();
                    answeredAlone.settled(laterMillis, entry.key());
                  }

                  @Override
                  public void lost(long laterMillis) {
                    taken(laterMillis);
                    forgo(laterMillis, entry);
                  }
                });
    entry.endsWith(nowMillis, token);
    entry.giveUpAt(nowMillis + ALONE_MILLIS);
  }

  /// Whether one more CANCEL, of so many bytes, of an INVITE that is not here can be kept.
  boolean takesCancelForOther(int bytes) {
    return cancelsForOthers < MOST_CANCELS_FOR_OTHERS
        && bytes <= MOST_BYTES_OF_ONE
        && bytesForOthers + bytes <= MOST_BYTES_FOR_OTHERS;
  }

  /// As [#keep], for a CANCEL of an INVITE that is not here.
  void keepForOther(long nowMillis, ServerEntry cancel, byte[] message) {
    int bytes = message.length;
    cancelsForOthers++;
    bytesForOthers += bytes;
    AggregateInput fact = new CancelReceived(cancel.described(), Bytes.of(message));
    keep(
        nowMillis,
        cancel,
        fact,
        () -> {
          cancelsForOthers--;
          bytesForOthers -= bytes;
        });
  }

  /// Answers a transaction alone, before its fact is on the bus.
  void answerAlone(long nowMillis, ServerEntry entry, Refusal answer, AggregateInput fact) {
    keep(nowMillis, entry, fact);
    answeredAlone.add(entry.key());
    replies.end(nowMillis, entry, answer);
  }

  /// There was no room for the fact after all. A BYE comes again, as if it had never come; a CANCEL
  /// whose INVITE is here was answered, and does not.
  private void forgo(long nowMillis, ServerEntry entry) {
    if (entry.isOpen() && entry.isInvite()) {
      answeredAlone.addTold(nowMillis, entry.key());
      replies.end(nowMillis, entry, Refusal.CANCELLED);
    } else if (entry.isOpen()) {
      entry.end();
    }
  }

  /// Call control has not answered in time what a fact is to end.
  void giveUp(long nowMillis, ServerEntry entry) {
    boolean underWay = kit.facts().isUnderWay(entry.endingFact());
    long last = entry.endingSinceMillis() + LAST_MILLIS;
    if (entry.isInvite() && (!underWay || entry.isInDialog()) && nowMillis < last) {
      entry.giveUpAt(last);
      return;
    }
    kit.count(Counter.ANSWERED_ALONE);
    if (underWay) {
      answeredAlone.add(entry.key());
    } else {
      answeredAlone.addTold(nowMillis, entry.key());
    }
    replies.end(nowMillis, entry, entry.isInvite() ? Refusal.CANCELLED : Refusal.TAKEN);
  }
}
