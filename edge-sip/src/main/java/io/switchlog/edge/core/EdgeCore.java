package io.switchlog.edge.core;

import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.inbox.RequestFailed;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.stun.StunBinding;
import io.switchlog.wire.token.ClusterSecret;
import java.util.List;

/// What an edge does, for the calls of one event loop: pure, told the time with everything that
/// happens, answering through [Effects].
///
/// ```
/// message --> ServerSide (requests) ---> facts -----> bus
///         \-> ClientSide (responses) -/
///         \-> Stateless (no call's) ----> an answer, or nothing
/// command --> known? late? --> ClientSide (requests), OrderedAnswers (responses) --> sockets
/// time    --> WakeUps --> whoever waited
/// ```
///
/// Times are milliseconds since the epoch and never go back. Not for several threads.
public final class EdgeCore {
  /// How long a command's id is remembered: twice what any transaction lasts.
  static final long COMMANDS_MILLIS = 64_000;

  /// The largest INVITE outside a dialog that leaves as a datagram where nothing else is said: what
  /// RFC 3261 section 18.1.1 asks for where the path's MTU is not known.
  public static final int DATAGRAM_BYTES = 1_300;

  private final CallFinder finder;
  private final EdgeCounters counters = new EdgeCounters();
  private final WakeUps wakeUps = new WakeUps();
  private final Outbox outbox;
  private final Names names;
  private final Locator locator;
  private final Facts facts;
  private final Answers answers;
  private final Progress progress;
  private final Admission admission;
  private final ServerSide server;
  private final ClientSide client;
  private final OrderedAnswers orders;
  private final AddressSide addresses;
  private final Stateless stateless;
  private final Memory<CommandOutcome> commands;

  /// @param node the edge
  /// @param secret the cluster's secret
  /// @param listeners where the edge listens
  /// @param trace whether the messages of calls are traced
  /// @param effects carries out what the core wants
  public EdgeCore(
      NodeId node, ClusterSecret secret, List<Listener> listeners, boolean trace, Effects effects) {
    this(
        node,
        secret,
        listeners,
        trace,
        DATAGRAM_BYTES,
        Credentials.NONE,
        AdmissionPolicy.USUAL,
        Egress.ANYWHERE,
        false,
        effects);
  }

  /// As above.
  ///
  /// @param datagramBytes the largest INVITE outside a dialog that leaves as a datagram where there
  ///   is a listener for TCP
  /// @param credentials what it logs in with where a peer challenges
  /// @param policy whose requests it takes
  /// @param egress where its own may go
  /// @param ipv6First whether a host that has addresses of both families is tried by IPv6 first
  public EdgeCore(
      NodeId node,
      ClusterSecret secret,
      List<Listener> listeners,
      boolean trace,
      int datagramBytes,
      Credentials credentials,
      AdmissionPolicy policy,
      Egress egress,
      boolean ipv6First,
      Effects effects) {
    Listeners all = new Listeners(listeners);
    this.finder = new CallFinder(secret);
    this.outbox = new Outbox(effects, counters, all, trace);
    this.facts = new Facts(effects, counters);
    MessageText text = new MessageText(new LoggingIn(secret, credentials));
    this.names = new Names(wakeUps, effects, counters);
    this.locator = new Locator(wakeUps, names, all, ipv6First);
    Kit kit = new Kit(node, secret, all, wakeUps, outbox, facts, counters, text, locator, egress);
    this.answers = new Answers(kit);
    this.progress = new Progress(kit);
    this.admission = new Admission(kit, policy, effects);
    this.server = new ServerSide(kit, admission, answers, progress);
    this.client =
        new ClientSide(kit, new LargeRequests(all, wakeUps, datagramBytes), admission, effects);
    this.orders = new OrderedAnswers(kit, server, answers, progress);
    this.addresses = new AddressSide(kit, admission);
    this.stateless = new Stateless(kit);
    this.commands = new Memory<>(wakeUps, COMMANDS_MILLIS);
  }

  /// A datagram, or one message cut from a stream, of a call that this core owns.
  public void onMessage(long nowMillis, byte[] bytes, Source source) {
    onArrival(nowMillis, finder.read(bytes, source));
  }

  /// As [#onMessage], for a message that was read already to find the core that owns its call.
  public void onArrival(long nowMillis, Arrival arrival) {
    counters.add(Counter.RECEIVED);
    switch (arrival) {
      case Arrival.OfCall ofCall -> onMessage(nowMillis, ofCall);
      case Arrival.OfAddress ofAddress -> addresses.onRequest(nowMillis, ofAddress);
      case Arrival.Foreign foreign -> {
        if (foreign.isAck()) {
          // To what was refused without remembering it: it is no more of its source.
          counters.add(Counter.DROPPED);
        } else if (admission.hears(nowMillis, foreign.source())) {
          stateless.onForeign(foreign);
        }
      }
      case Arrival.Garbage garbage -> {
        if (admission.hears(nowMillis, garbage.source())) {
          stateless.onGarbage(garbage);
          admission.offended(nowMillis, garbage.source(), Bans.Offence.GARBAGE);
        }
      }
      case Arrival.Keepalive keepalive -> {
        if (StunBinding.isStun(keepalive.bytes())
            && admission.hears(nowMillis, keepalive.source())) {
          stateless.onStun(keepalive);
        }
      }
    }
  }

  private void onMessage(long nowMillis, Arrival.OfCall arrival) {
    var token = arrival.token();
    switch (arrival.message()) {
      case SipRequest request -> server.onRequest(nowMillis, arrival, request);
      case SipResponse response -> {
        String branch = response.via().branch();
        // RFC 3261 section 8.1.3.3: with a second Via it is somebody else's response.
        if (branch == null || token == null || response.vias().size() > 1) {
          counters.add(Counter.DROPPED);
        } else {
          client.onResponse(nowMillis, response, arrival, branch, token);
        }
      }
    }
  }

  /// An order of call control's. It is carried out once, and begins nothing past its deadline.
  public void onCommand(long nowMillis, CommandHead head, LegCommand command) {
    admission.decided(nowMillis, command);
    CommandOutcome known = commands.get(head.id());
    if (known != null) {
      counters.add(Counter.COMMANDS_REPEATED);
      RequestFailed failure = known.failure();
      if (failure != null) {
        facts.keep(nowMillis, command.call(), failure, Facts.Fate.INDIFFERENT);
      }
      return;
    }
    CommandOutcome outcome = new CommandOutcome();
    commands.put(nowMillis, head.id(), outcome);
    if (head.deadline().toEpochMilli() < nowMillis && isOverWhenLate(command)) {
      counters.add(Counter.COMMANDS_LATE);
      if (command instanceof SendRequest request) {
        client.late(nowMillis, request, outcome);
      } else if (command instanceof SendResponse response) {
        orders.late(nowMillis, response);
      }
      return;
    }
    counters.add(Counter.COMMANDS_DONE);
    switch (command) {
      case SendRequest request -> {
        if (!waitsForAck(request, outcome)) {
          client.send(nowMillis, request, outcome);
        }
      }
      case SendAck ack -> client.acknowledge(nowMillis, ack);
      case SendCancel cancel -> client.cancel(nowMillis, cancel);
      case SendResponse response -> orders.respond(nowMillis, response);
      case StopResending stop -> orders.stopResending(nowMillis, stop);
    }
  }

  /// As above, about an address of record.
  public void onCommand(long nowMillis, CommandHead head, AnswerRequest command) {
    if (commands.contains(head.id())) {
      counters.add(Counter.COMMANDS_REPEATED);
      return;
    }
    commands.put(nowMillis, head.id(), new CommandOutcome());
    if (head.deadline().toEpochMilli() < nowMillis) {
      counters.add(Counter.COMMANDS_LATE);
      return;
    }
    counters.add(Counter.COMMANDS_DONE);
    addresses.respond(nowMillis, command);
  }

  /// Past its deadline nothing is begun any more. What ends something, or answers a peer who still
  /// waits here, is carried out however late: the bus may have been away.
  private boolean isOverWhenLate(LegCommand command) {
    return switch (command) {
      case SendRequest request -> !request.request().method().equals(Methods.BYE);
      case SendResponse response -> !orders.isAwaited(response);
      case SendAck _, SendCancel _, StopResending _ -> false;
    };
  }

  /// RFC 3261 section 15: whoever was called sends no BYE before the ACK to its 2xx came, or was
  /// given up. A BYE that overtook the 2xx would find no dialog, and the 2xx would open one after.
  private boolean waitsForAck(SendRequest order, CommandOutcome outcome) {
    return order.request().method().equals(Methods.BYE)
        && (progress.whenAnswered(
                order.call(), order.leg(), later -> sendInTurn(later, order, outcome))
            || answers.whenAcknowledged(
                order.call(), order.leg(), later -> client.send(later, order, outcome)));
  }

  private void sendInTurn(long nowMillis, SendRequest bye, CommandOutcome outcome) {
    if (!waitsForAck(bye, outcome)) {
      client.send(nowMillis, bye, outcome);
    }
  }

  /// Does what has become due.
  public void onTimers(long nowMillis) {
    wakeUps.run(nowMillis);
  }

  /// When [#onTimers] has to be called next, at the latest; `Long.MAX_VALUE` for never.
  public long nextWakeUpMillis() {
    return wakeUps.next();
  }

  /// The bus has a fact, or will not get it, or nobody knows.
  ///
  /// @param token as given to [Effects#publish]
  public void onPublishOutcome(long nowMillis, long token, PublishOutcome outcome) {
    facts.outcome(nowMillis, token, outcome);
  }

  /// The domain name system has answered.
  ///
  /// @param token as given to [Effects#lookUp]
  public void onLookedUp(long nowMillis, long token, DnsAnswer answer) {
    names.answered(nowMillis, token, answer);
  }

  /// A request could not be sent.
  ///
  /// @param transaction as given to [Effects#send]
  /// @param unreachable whether there is no way at all: the name does not resolve, or its address
  ///   is of no listener's family
  /// @param detail for people
  public void onTransportFailure(
      long nowMillis, String transaction, boolean unreachable, String detail) {
    client.transportFailed(nowMillis, transaction, unreachable, detail);
  }

  /// The connection that a request left over has ended, or one that is watched.
  ///
  /// @param transaction as given to [Effects#send], it may have its answer, or be over; or as given
  ///   to [Effects#watch]
  /// @param detail for people
  public void onConnectionClosed(long nowMillis, String transaction, String detail) {
    if (!addresses.onConnectionClosed(nowMillis, transaction)) {
      client.connectionClosed(nowMillis, transaction, detail);
    }
  }

  /// Refuses new calls from now on; all else goes on.
  public void drain() {
    admission.drain();
  }

  /// A message was passed over that another core's loop has no room for.
  public void onOverrun() {
    counters.add(Counter.OVERRUN);
  }

  /// The loop did something later than it had to.
  public void onLate(long nowMillis, long millis) {
    admission.late(nowMillis, millis);
  }

  /// INVITEs, of others and of ours, that have no final response yet: what the edge carries.
  public int load() {
    return server.unanswered() + client.unanswered();
  }

  /// What the core counted.
  public EdgeCounters counters() {
    return counters;
  }

  /// How many things the core keeps: transactions, memories, facts under way, wake-ups. Nothing is
  /// kept for ever, so that an idle core comes back to 0.
  public int kept() {
    return admission.size()
        + server.size()
        + addresses.size()
        + client.size()
        + answers.size()
        + progress.size()
        + commands.size()
        + facts.size()
        + locator.size()
        + wakeUps.size();
  }
}
