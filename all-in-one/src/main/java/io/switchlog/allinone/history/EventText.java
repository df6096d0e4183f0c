package io.switchlog.allinone.history;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.ParkSlot;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.config.Action;
import io.switchlog.schemas.config.RingTarget;
import io.switchlog.schemas.event.AckRepeated;
import io.switchlog.schemas.event.CallAnswered;
import io.switchlog.schemas.event.CallEnded;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.CallEstablished;
import io.switchlog.schemas.event.CallEvent;
import io.switchlog.schemas.event.CallOffered;
import io.switchlog.schemas.event.CallOriginated;
import io.switchlog.schemas.event.CallParked;
import io.switchlog.schemas.event.CallQuarantined;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.CallUnparked;
import io.switchlog.schemas.event.CallerRefused;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.ControlGranted;
import io.switchlog.schemas.event.ControlRefused;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.DialogTurnedAway;
import io.switchlog.schemas.event.ExtraAnswerReleased;
import io.switchlog.schemas.event.FailureAcknowledged;
import io.switchlog.schemas.event.HandedDialog;
import io.switchlog.schemas.event.InputForwarded;
import io.switchlog.schemas.event.InviteAnswered;
import io.switchlog.schemas.event.InviteRefused;
import io.switchlog.schemas.event.InviteRepeated;
import io.switchlog.schemas.event.LegAnswered;
import io.switchlog.schemas.event.LegClosed;
import io.switchlog.schemas.event.LegConfirmed;
import io.switchlog.schemas.event.LegDialed;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegEnded;
import io.switchlog.schemas.event.LegFailed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegHeld;
import io.switchlog.schemas.event.LegHungUp;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegMoved;
import io.switchlog.schemas.event.LegPickedUp;
import io.switchlog.schemas.event.LegRang;
import io.switchlog.schemas.event.LegRedirected;
import io.switchlog.schemas.event.LegReleased;
import io.switchlog.schemas.event.LegReoffered;
import io.switchlog.schemas.event.LegResumed;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegTurnedAway;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaLost;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.event.OccupantSought;
import io.switchlog.schemas.event.Outcome;
import io.switchlog.schemas.event.ProgressAcknowledged;
import io.switchlog.schemas.event.ProgressHeard;
import io.switchlog.schemas.event.ProgressRepeated;
import io.switchlog.schemas.event.RefreshAnswered;
import io.switchlog.schemas.event.RefreshDeferred;
import io.switchlog.schemas.event.RefreshSent;
import io.switchlog.schemas.event.ReofferAccepted;
import io.switchlog.schemas.event.ReofferDeferred;
import io.switchlog.schemas.event.ReofferRefused;
import io.switchlog.schemas.event.RequestAnswered;
import io.switchlog.schemas.event.RequestCancelled;
import io.switchlog.schemas.event.RequestChallenged;
import io.switchlog.schemas.event.RequestPassed;
import io.switchlog.schemas.event.ResponsePassed;
import io.switchlog.schemas.event.SessionTimed;
import io.switchlog.schemas.event.SessionUntimed;
import io.switchlog.schemas.event.SlotMissed;
import io.switchlog.schemas.event.SlotSought;
import io.switchlog.schemas.event.StageBegan;
import io.switchlog.schemas.event.TargetSkipped;
import io.switchlog.schemas.event.UserFound;
import io.switchlog.schemas.event.UserSought;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.request.ControlRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An event of a call in a few words; its type stands before them.
public final class EventText {
  private EventText() {}

  public static String of(CallEvent event) {
    return switch (event) {
      case CallOffered offered ->
          CallHistory.uriOf(offered.dialog().remoteParty())
              + " calls "
              + offered.uri()
              + (hasBody(offered.content()) ? "" : ", offer delayed")
              + (offered.replaces() == null
                  ? ""
                  : ", in place of leg " + offered.replaces().leg() + " of another call");
      case CallOriginated originated ->
          InputText.of(originated.request()) + ", by request " + originated.idempotencyKey();
      case ControlGranted(ControlRequest request, String key) ->
          InputText.of(request) + ", by request " + key;
      case ControlRefused refused ->
          InputText.of(refused.request())
              + ", by request "
              + refused.idempotencyKey()
              + ": "
              + refused.text();
      case CallRouted routed -> decision(routed.rule(), routed.tableVersion(), routed.action());
      case MediaRequested requested ->
          requested.plan().isRelease()
              ? "plan " + requested.plan().version() + " to " + requested.node() + ": release"
              : "plan "
                  + requested.plan().version()
                  + " to "
                  + requested.node()
                  + ", "
                  + requested.plan().endpoints().size()
                  + " endpoint(s)";
      case MediaReady ready -> "plan " + ready.version() + " at " + ready.node() + endpoints(ready);
      case MediaLost lost -> lost.node() + " is gone, and there is no other";
      case LegReoffered reoffered ->
          "leg " + reoffered.leg() + ", what its session is to be from now on";
      case ReofferAccepted accepted -> "leg " + accepted.leg();
      case ReofferDeferred deferred -> "leg " + deferred.leg() + ", which made an offer itself";
      case ReofferRefused refused ->
          "leg " + refused.leg() + " refused our offer: " + refused.status();
      case SessionTimed timed ->
          "leg "
              + timed.leg()
              + ", refreshed by "
              + (timed.refreshedByUs() ? "us" : "it")
              + " every "
              + timed.seconds()
              + " s";
      case SessionUntimed(LegId leg) -> "leg " + leg + " asks for no refresh any more";
      case RefreshSent sent -> "UPDATE " + sent.cseq() + " to leg " + sent.leg();
      case RefreshAnswered answered -> "leg " + answered.leg();
      case RefreshDeferred deferred ->
          "leg " + deferred.leg() + ", tried again at " + deferred.retryAt();
      case SlotSought(ParkSlot slot, Instant _, Instant _) -> "slot " + slot;
      case SlotMissed(ParkSlot slot) -> "slot " + slot + " is another call's";
      case CallParked(ParkSlot slot, Instant recallAt) ->
          "in slot " + slot + (recallAt == null ? "" : ", recall at " + recallAt);
      case CallUnparked(ParkSlot slot, CallUnparked.Why why) ->
          "from slot " + slot + ", " + InputText.words(why);
      case UserSought(UserAddress user, Instant _) -> "where is " + user;
      case UserFound(List<ContactBinding> bindings) ->
          bindings.stream().map(ContactBinding::contact).collect(Collectors.joining(", "));
      case OccupantSought(ParkSlot slot, Instant _) -> "who is parked in slot " + slot;
      case LegHandedOver over ->
          "leg "
              + over.handed().leg()
              + " to call "
              + over.to()
              + (over.replaces() == null
                  ? ", parked in " + over.slot()
                  : ", in place of leg " + over.replaces().leg());
      case InputForwarded forwarded ->
          InputText.of(forwarded.input()) + ", to call " + forwarded.to();
      case LegTakenOver taken ->
          "leg "
              + taken.leg()
              + ", which was leg "
              + taken.handed().leg()
              + " of call "
              + taken.from()
              + (taken.insteadOf() == null ? "" : ", in place of leg " + taken.insteadOf());
      case LegTurnedAway away ->
          away.status() + " to leg " + away.handed().leg() + " of call " + away.from();
      case DialogHandedOver over ->
          "leg " + over.handed().leg() + " to call " + over.to() + ", parked in " + over.slot();
      case DialogTakenOver taken ->
          "leg "
              + taken.leg()
              + ", which was leg "
              + taken.handed().leg()
              + " of call "
              + taken.from();
      case DialogTurnedAway away ->
          "leg " + away.handed().leg() + " back to call " + away.from() + ": " + away.status();
      case DialogReturned(HandedDialog handed, int status) ->
          "leg " + handed.leg() + " is back: " + status;
      case StageBegan(int stage) -> "stage " + (stage + 1) + " of the ring plan";
      case TargetSkipped skipped -> skipped.status() + " " + skipped.reason();
      case LegRedirected(LegId leg, List<String> uris) ->
          "leg " + leg + " to " + String.join(", ", uris);
      case LegDialed dialed ->
          "leg " + dialed.leg() + " to " + dialed.uri() + " by " + dialed.edge();
      case InviteRepeated repeated ->
          "leg " + repeated.leg() + ", number " + repeated.cseq() + " after " + repeated.status();
      case RequestChallenged challenged ->
          "leg "
              + challenged.leg()
              + (challenged.fork() == null ? "" : ", BYE to another party")
              + ", number "
              + challenged.again()
              + " with credentials for "
              + challenged.challenges().stream()
                  .map(Challenge::realm)
                  .collect(Collectors.joining(", "));
      case ProgressHeard heard -> "leg " + heard.leg() + ", progress " + heard.rseq();
      case ProgressAcknowledged progress ->
          "leg "
              + progress.leg()
              + ", progress "
              + progress.rseq()
              + " of "
              + progress.dialog().remoteTag()
              + (progress.answer() == null ? "" : ", with the answer to its offer");
      case ProgressRepeated progress ->
          "leg " + progress.leg() + ", " + progress.status() + " " + progress.reason();
      case LegRang rang ->
          "leg "
              + rang.leg()
              + ", "
              + rang.status()
              + " "
              + rang.reason()
              + (rang.offer() != null
                  ? " with an offer"
                  : hasBody(rang.content()) ? " with early media" : "");
      case LegAnswered answered ->
          "leg " + answered.leg() + ", " + answered.status() + " " + answered.reason();
      case LegPickedUp pickedUp ->
          "leg " + pickedUp.leg() + (pickedUp.offer() == null ? "" : ", with an offer");
      case InviteAnswered answered ->
          "leg " + answered.leg() + ", " + answered.status() + " " + answered.reason();
      case CallAnswered answered -> "may last until " + answered.until();
      case LegsBridged(LegId one, LegId other) -> "leg " + one + " and leg " + other;
      case LegConfirmed confirmed -> "leg " + confirmed.leg() + " sent its ACK";
      case CallEstablished _ -> "dialogs, session descriptions and media complete";
      case RequestPassed passed ->
          passed.request().method() + " from leg " + passed.leg() + " to leg " + passed.target();
      case ResponsePassed passed ->
          passed.status()
              + " "
              + passed.reason()
              + " to "
              + passed.request().method()
              + " from leg "
              + passed.leg();
      case RequestAnswered answered ->
          answered.status()
              + " "
              + answered.reason()
              + " to "
              + answered.request().method()
              + " of leg "
              + answered.leg();
      case RequestCancelled cancelled -> "the request passed to leg " + cancelled.leg();
      case LegHeld held -> "leg " + held.leg();
      case LegResumed resumed -> "leg " + resumed.leg();
      case AckRepeated repeated -> "leg " + repeated.leg() + " by " + repeated.edge();
      case FailureAcknowledged failure -> "leg " + failure.leg() + " by " + failure.edge();
      case ExtraAnswerReleased extra ->
          "leg " + extra.leg() + ", tag " + extra.dialog().remoteTag();
      case LegMoved moved ->
          "leg "
              + moved.leg()
              + " to "
              + moved.edge()
              + (moved.insteadOf() == null ? "" : ", not " + moved.insteadOf());
      case CallEnding(Outcome outcome) -> ofOutcome(outcome);
      case InviteRefused refused ->
          "leg " + refused.leg() + ", " + refused.status() + " " + refused.reason();
      case LegFailed failed ->
          "leg " + failed.leg() + ", " + failed.status() + " " + failed.reason();
      case LegLeft left -> "leg " + left.leg() + " hung up";
      case LegDismissed dismissed -> "leg " + dismissed.leg() + " with " + dismissed.how();
      case LegClosed(LegId leg, int status, String text) -> closed(leg, status, text);
      case CallerRefused refused ->
          refused.status() + " " + refused.reason() + ending(refused.outcome());
      case LegHungUp hungUp -> "leg " + hungUp.leg() + ending(hungUp.outcome());
      case LegReleased released ->
          "leg " + released.leg() + " with " + released.how() + ending(released.outcome());
      case LegEnded ended -> closed(ended.leg(), ended.status(), ended.text());
      case CallEnded ended -> ofOutcome(ended.outcome());
      case CallQuarantined quarantined -> quarantined.detail();
    };
  }

  /// Which rule of which table decided what.
  public static String decision(@Nullable String rule, long tableVersion, @Nullable Action action) {
    if (action == null) {
      return "no rule of table " + tableVersion + " matches";
    }
    return rule == null
        ? "as was asked for: " + ofAction(action)
        : "rule " + rule + " of table " + tableVersion + ": " + ofAction(action);
  }

  /// What a rule does, in a few words.
  public static String ofAction(Action action) {
    return switch (action) {
      case Action.Dial dial -> "dial " + dial.uri() + ", media " + InputText.words(dial.media());
      case Action.Ring ring ->
          "ring " + ofStages(ring) + ", media " + InputText.words(ring.media());
      case Action.Echo _ -> "echo";
      case Action.Music _ -> "music";
      case Action.Park(String slots, String recall, int recallSeconds) ->
          "park in "
              + slots
              + (recall == null ? "" : ", recall " + recall + " after " + recallSeconds + "s");
      case Action.Retrieve(String slot) -> "retrieve from " + slot;
      case Action.User(String user, Action.MediaMode media) ->
          "ring user " + user + ", media " + InputText.words(media);
      case Action.Reject reject -> "reject " + reject.status() + " " + reject.reason();
    };
  }

  /// `a + b (5s later), then c`.
  private static String ofStages(Action.Ring ring) {
    return ring.stages().stream()
        .map(stage ->
            stage.targets().stream().map(EventText::ofTarget).collect(Collectors.joining(" + ")))
        .collect(Collectors.joining(", then "));
  }

  private static String ofTarget(RingTarget target) {
    return target.uri()
        + (target.delaySeconds() == 0 ? "" : " (" + target.delaySeconds() + "s later)")
        + (target.media() == null ? "" : " (" + InputText.words(target.media()) + ")");
  }

  /// How a call ended, or a dash while it goes on.
  public static String endOf(CallSummary call) {
    return call.outcome() == null ? "-" : ofOutcome(call.outcome());
  }

  /// What ended a call that no phone ended, or a dash.
  public static String netOf(CallSummary call) {
    return call.net() == null ? "-" : call.net().kind().words();
  }

  /// How a call ended, in a few words: `normal, leg 1 hung up`, `busy by leg 2, 486 Busy Here`. A
  /// 200 stands for an answered call and says nothing about its end.
  static String ofOutcome(Outcome outcome) {
    boolean tells = outcome.status() != 200;
    String why = ((tells ? outcome.status() + " " : "") + outcome.text()).strip();
    LegId by = outcome.by();
    boolean named = by == null || why.contains("leg " + by);
    return InputText.words(outcome.cause())
        + (named ? "" : " by leg " + by)
        + (why.isEmpty() ? "" : ", " + why);
  }

  private static String closed(LegId leg, int status, String text) {
    String how = ((status == 0 ? "" : status + " ") + text).strip();
    return "leg " + leg + (how.isEmpty() ? "" : ", " + how);
  }

  private static String ending(Outcome outcome) {
    return ": " + InputText.words(outcome.cause());
  }

  private static boolean hasBody(Content content) {
    return !content.body().isEmpty();
  }

  private static String endpoints(MediaReady ready) {
    StringBuilder text = new StringBuilder();
    for (LocalEndpoint endpoint : ready.endpoints()) {
      text.append(", leg ")
          .append(endpoint.leg())
          .append(" at ")
          .append(endpoint.host())
          .append(':')
          .append(endpoint.rtpPort());
    }
    return text.toString();
  }
}
