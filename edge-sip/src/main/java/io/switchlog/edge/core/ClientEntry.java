package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.transaction.ClientInput;
import io.switchlog.wire.sip.transaction.Machine;
import io.switchlog.wire.sip.transaction.Output;
import io.switchlog.wire.sip.transaction.Timer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client transaction: a request of call control's, what came back so far, and the machine.
final class ClientEntry extends Transaction<ClientInput<ClientMessage>, ClientMessage> {
  /// More different provisionals than this are not passed on.
  private static final int MOST_RESPONSES = 64;

  /// Progress that waits for a PRACK comes again half a dozen times before its sender gives up;
  /// there may be several.
  private static final int MOST_AGAIN = 64;

  /// All that are different, and their repeats.
  private static final int MOST_TRACED = 1_024;

  private int again;
  private int traced;

  private final ClientSide side;
  private final Order order;
  private final ClientMessage.Sent message;
  private final Set<String> passed = new HashSet<>(4);
  private boolean provisional;
  private boolean completed;
  private boolean cancelled;
  private boolean abandoned;
  private boolean acknowledged;
  private boolean triedAgain;
  private boolean unanswered = true;
  private @Nullable SendCancel waitingCancel;
  private String trouble = "";
  private boolean unreachable;

  /// What was ordered, and where it is tried.
  ///
  /// @param journey the request on its way
  /// @param branch of this try
  /// @param hop where it goes; over a stream instead of the datagram there, where `orElse`
  /// @param orElse whether it goes as a datagram where the target takes no connection
  record Order(Journey journey, String branch, Hop hop, Target target, boolean orElse) {
    CallId call() {
      return journey.call();
    }

    LegId leg() {
      return journey.leg();
    }

    String method() {
      return journey.request().method();
    }

    CommandOutcome outcome() {
      return journey.outcome();
    }

    /// The branch that call control knows.
    String orderedBranch() {
      return journey.request().branch();
    }

    String key() {
      return key(branch, method());
    }

    String orderedKey() {
      return key(orderedBranch(), method());
    }

    static String key(String branch, String method) {
      return branch + '|' + method;
    }
  }

  ClientEntry(
      WakeUps wakeUps,
      ClientSide side,
      Machine<?, ClientInput<ClientMessage>, ClientMessage> machine,
      Order order,
      ClientMessage.Sent message) {
    super(wakeUps, machine);
    this.side = side;
    this.order = order;
    this.message = message;
  }

  /// Sends the request.
  void start(long nowMillis) {
    start(nowMillis, message);
  }

  ClientMessage.Sent message() {
    return message;
  }

  /// Whether one more of the responses that come is traced: however often a peer answers, its call
  /// has no more of them than these.
  boolean mayTrace() {
    traced++;
    return traced <= MOST_TRACED;
  }

  /// Notes that the request leaves once more because its connection ended; false where it did
  /// before.
  boolean takeSecondTry() {
    boolean first = !triedAgain;
    triedAgain = true;
    return first;
  }

  Order order() {
    return order;
  }

  boolean isInvite() {
    return order.method().equals(Methods.INVITE);
  }

  /// Hands the machine a response.
  void onResponse(long nowMillis, ClientMessage.Heard heard) {
    step(nowMillis, ClientInput.received(heard.response().status(), heard));
  }

  /// Notes a response that goes up; false where one like it went before.
  boolean isNew(SipResponse response) {
    if (response.status() >= 200) {
      completed = true;
    } else {
      provisional = true;
    }
    String likeness = ClientSide.likeness(response);
    if (ClientSide.waitsForPrack(response) && passed.contains(likeness)) {
      again++;
      return again <= MOST_AGAIN;
    }
    // A final response finds room however much progress there was; those of forks are bounded too.
    return passed.size() < (completed ? 2 * MOST_RESPONSES : MOST_RESPONSES)
        && passed.add(likeness);
  }

  /// The fact of a response was lost: one like it is new again.
  void forget(String likeness) {
    passed.remove(likeness);
  }

  boolean hasProvisional() {
    return provisional;
  }

  boolean isCompleted() {
    return completed;
  }

  void letCancelWait(SendCancel cancel) {
    waitingCancel = cancel;
  }

  boolean hasWaitingCancel() {
    return waitingCancel != null;
  }

  @Nullable SendCancel takeWaitingCancel() {
    SendCancel cancel = waitingCancel;
    waitingCancel = null;
    return cancel;
  }

  /// Notes that a failure is acknowledged; false where one was before.
  boolean isFirstAck() {
    boolean first = !acknowledged;
    acknowledged = true;
    return first;
  }

  /// Notes that it has its final response, or is over; false where that was noted before.
  boolean takeUnanswered() {
    boolean first = unanswered;
    unanswered = false;
    return first;
  }

  /// The CANCEL left: the INVITE is waited for until then, and no provisional puts that off.
  void cancelled(long untilMillis) {
    cancelled = true;
    giveUpAt(untilMillis);
  }

  boolean isCancelled() {
    return cancelled;
  }

  /// The request goes elsewhere: what comes back here is not waited for.
  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /// Whether there is another place to try, and nobody has answered or called it off.
  boolean mayGoElsewhere() {
    return !abandoned
        && !completed
        && !cancelled
        && waitingCancel == null
        && order.journey.hasNext();
  }

  /// As above, where nothing at all came back.
  boolean isSilent() {
    return !provisional && mayGoElsewhere();
  }

  /// The transport could not send the request.
  void transportFailed(long nowMillis, boolean noWay, String detail) {
    unreachable = noWay;
    trouble = detail;
    step(nowMillis, new ClientInput.TransportFailed<>());
  }

  String trouble() {
    return trouble;
  }

  boolean isUnreachable() {
    return unreachable;
  }

  @Override
  ClientInput<ClientMessage> fired(Timer timer) {
    return new ClientInput.Fired<>(timer);
  }

  @Override
  void giveUp(long nowMillis) {
    side.giveUp(nowMillis, this);
  }

  @Override
  void carryOut(long nowMillis, Output<ClientMessage> output) {
    side.carryOut(nowMillis, this, output);
  }

  @Override
  void ended() {
    side.ended(this);
  }
}
