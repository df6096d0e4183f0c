package io.switchlog.control.core.call.state;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EarlyOffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The early dialogs of an INVITE of ours whose progress is acknowledged (RFC 3262): one of each
/// party that it was forked to.
///
/// @param acknowledged the latest progress of each that got a PRACK
/// @param offer what came with progress that has none yet, which the caller is to answer; null for
///   nothing
public record EarlyDialogs(List<Progress> acknowledged, @Nullable EarlyOffer offer) {
  public static final EarlyDialogs NONE = new EarlyDialogs(List.of(), null);

  public EarlyDialogs {
    acknowledged = List.copyOf(acknowledged);
  }

  /// Progress that got a PRACK.
  ///
  /// @param remoteTag of the early dialog
  /// @param rseq its number
  /// @param cseq the number of the PRACK
  /// @param answer what the PRACK carried
  /// @param isNews whether it is yet to be told what the progress said
  /// @param agreement null before an offer is answered in the dialog
  /// @param remoteCseq the number of the party's latest offer there; 0 before any
  public record Progress(
      String remoteTag,
      long rseq,
      long cseq,
      Content answer,
      boolean isNews,
      @Nullable EarlyAgreement agreement,
      long remoteCseq) {

    /// What it said is told.
    ///
    /// @param ours our offer, where it said the answer; else null
    Progress told(@Nullable Bytes ours) {
      EarlyAgreement now =
          agreement == null && ours != null && isNews ? EarlyAgreement.on(ours, 1) : agreement;
      return new Progress(remoteTag, rseq, cseq, answer, false, now, remoteCseq);
    }

    Progress answering(Bytes body, long remote) {
      return new Progress(
          remoteTag,
          rseq,
          cseq,
          answer,
          isNews,
          agreement == null ? null : agreement.answering(body),
          remote);
    }
  }

  /// The latest progress of an early dialog that got a PRACK; null for none.
  public @Nullable Progress acknowledged(String remoteTag) {
    for (Progress progress : acknowledged) {
      if (progress.remoteTag().equals(remoteTag)) {
        return progress;
      }
    }
    return null;
  }

  /// What is agreed on in an early dialog; null for nothing.
  public @Nullable EarlyAgreement agreement(String remoteTag) {
    Progress progress = acknowledged(remoteTag);
    return progress == null ? null : progress.agreement();
  }

  /// Whether something is agreed on in any of them.
  public boolean isAnyAgreed() {
    return acknowledged.stream().anyMatch(progress -> progress.agreement() != null);
  }

  /// The number of our latest request in any of them.
  long latestCseq(long inviteCseq) {
    long latest = inviteCseq;
    for (Progress progress : acknowledged) {
      latest = Math.max(latest, progress.cseq());
    }
    return latest;
  }

  /// Progress gets its PRACK, maybe again.
  ///
  /// @param answer what that carries: the answer to the offer that came with the progress; null for
  ///   none
  public EarlyDialogs acknowledging(
      String remoteTag, long rseq, long cseq, @Nullable Content answer) {
    Progress before = acknowledged(remoteTag);
    if (before != null && before.rseq() == rseq) {
      return this;
    }
    EarlyAgreement agreement = before == null ? null : before.agreement();
    long remote = before == null ? 0 : before.remoteCseq();
    return answer == null
        ? with(new Progress(remoteTag, rseq, cseq, Content.NONE, true, agreement, remote), offer)
        : with(
            new Progress(
                remoteTag, rseq, cseq, answer, false, EarlyAgreement.on(answer.body(), 1), remote),
            null);
  }

  /// What a party said is told.
  ///
  /// @param ours our offer, where it said the answer; else null
  public EarlyDialogs told(String remoteTag, @Nullable Bytes ours) {
    Progress progress = acknowledged(remoteTag);
    return progress == null ? this : with(progress.told(ours), offer);
  }

  /// The caller is to answer an offer.
  public EarlyDialogs offering(EarlyOffer made) {
    return new EarlyDialogs(acknowledged, made);
  }

  /// An offer in one of them was answered by us.
  ///
  /// @param cseq its number
  public EarlyDialogs answering(String remoteTag, Bytes body, long cseq) {
    Progress progress = acknowledged(remoteTag);
    return progress == null ? this : with(progress.answering(body, cseq), offer);
  }

  private EarlyDialogs with(Progress changed, @Nullable EarlyOffer open) {
    List<Progress> all = new ArrayList<>(acknowledged);
    all.removeIf(one -> one.remoteTag().equals(changed.remoteTag()));
    all.add(changed);
    return new EarlyDialogs(all, open);
  }
}
