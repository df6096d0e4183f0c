package io.switchlog.edge;

import io.switchlog.edge.core.DnsType;
import io.switchlog.edge.core.EdgeCore;
import io.switchlog.edge.core.Effects;
import io.switchlog.edge.core.Listener;
import io.switchlog.edge.core.PublishOutcome;
import io.switchlog.edge.core.Source;
import io.switchlog.edge.core.Target;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.Envelope;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Origin;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.codec.Families;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.EdgeCommand;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.sip.MadeUpParty;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Carries made-up calls through a core of its own before the edge is announced, so that the first
/// real ones find classes loaded, codecs derived and code compiled:
///
///     INVITE ─> fact;  INVITE to the called leg, its 404 ─> fact;  404 to the caller
///
/// Nothing of it reaches a socket or the bus.
final class WarmUp {
  private static final NodeId NODE = NodeId.edge(0);
  private static final Listener LISTENER =
      new Listener("warm-up", Transport.UDP, "192.0.2.9", 5060, false);
  private static final Source CALLER = new Source("warm-up", Transport.UDP, "192.0.2.1", 5060, "");
  private static final Source CALLED = new Source("warm-up", Transport.UDP, "192.0.2.2", 5060, "");
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

  private final ClusterSecret secret = ClusterSecret.of("warm-up warm-up warm-up warm-up warm-up ");
  private final Made made = new Made();
  private final EdgeCore core = new EdgeCore(NODE, secret, List.of(LISTENER), true, made);
  private long nowMillis = START_MILLIS;
  private int commands;

  /// What the core wanted done.
  private static final class Made implements Effects {
    private record Fact(CallId call, AggregateInput input, long token) {}

    private final Deque<Fact> facts = new ArrayDeque<>();
    private byte[] sent = new byte[0];

    @Override
    public void send(byte[] message, Target target, @Nullable String transaction) {
      sent = message;
    }

    @Override
    public boolean isOpen(String connection) {
      return false;
    }

    @Override
    public void watch(String connection, String name) {
      throw new IllegalStateException("nobody registers");
    }

    @Override
    public void lookUp(String name, DnsType type, long token) {
      throw new IllegalStateException("no name has to be looked up for " + name);
    }

    @Override
    public void publish(
        AggregateId aggregate, AggregateInput fact, boolean repeatable, long token) {
      facts.add(new Fact(aggregate.call(), fact, token));
    }

    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public int partitionOf(AggregateId aggregate) {
      return 0;
    }

    @Override
    public boolean isBehind(int partition) {
      return false;
    }

    @Override
    public void banned(Source source, int seconds, String why) {
      throw new IllegalStateException("nobody does anything to be banned for, " + source);
    }

    @Override
    public boolean knowsUsers() {
      return false;
    }

    @Override
    public @Nullable User user(String realm, String name) {
      return null;
    }

    @Override
    public void refusing(String why) {
      throw new IllegalStateException("nobody is late, but " + why);
    }

    @Override
    public void trace(CallId call, MessageTraced message) {
      var _ = Families.TRACE.encode(origin(), message);
    }
  }

  /// Makes calls until there were enough or time is up.
  ///
  /// @return how many facts they gave
  int run(int calls, BooleanSupplier timeIsUp) {
    int facts = 0;
    for (int i = 0; i < calls && !timeIsUp.getAsBoolean(); i++) {
      facts += call(i);
    }
    return facts;
  }

  private int call(int number) {
    nowMillis += 10;
    String text = MadeUpParty.invite(number);
    core.onMessage(nowMillis, bytes(text), CALLER);
    Made.Fact offered = made.facts.peek();
    if (offered == null || !(offered.input() instanceof InviteReceived invite)) {
      throw new IllegalStateException("expected an INVITE to be told, found " + offered);
    }
    int facts = settle();
    CallId call = offered.call();
    order(new SendRequest(call, new LegId(2), request(call)));
    String sent = new String(made.sent, StandardCharsets.UTF_8);
    core.onMessage(nowMillis, bytes(MadeUpParty.answer(sent, 404)), CALLED);
    facts += settle();
    order(refusal(call, invite.transaction(), text));
    return facts + settle();
  }

  private int settle() {
    int facts = 0;
    for (Made.Fact fact = made.facts.poll(); fact != null; fact = made.facts.poll()) {
      var _ = Families.INBOX.encode(origin(), fact.input());
      core.onPublishOutcome(nowMillis, fact.token(), PublishOutcome.TAKEN);
      facts++;
    }
    return facts;
  }

  private void order(LegCommand command) {
    CommandHead head = new CommandHead("warm-up-" + ++commands, NEVER);
    Envelope<CommandHead, EdgeCommand> read =
        Families.EDGE_COMMANDS.decode(Families.EDGE_COMMANDS.encode(head, command));
    if (read.body() instanceof LegCommand order) {
      core.onCommand(nowMillis, read.head(), order);
    }
  }

  private static Origin origin() {
    return new Origin(NODE, 1, 1, NEVER);
  }

  private RequestPattern request(CallId call) {
    SessionToken leg = new SessionToken(call.value(), 2);
    String token = leg.mint(secret);
    String headers =
        "From: <sip:caller@192.0.2.9>;tag=%s\r\nTo: <sip:called@192.0.2.2>\r\n".formatted(token)
            + "Call-ID: %s\r\nCSeq: 1 INVITE\r\nMax-Forwards: 69\r\n".formatted(token);
    return new RequestPattern(
        "INVITE",
        "sip:called@192.0.2.2",
        leg.mintBranch(secret, "1"),
        new Destination(Transport.UDP, CALLED.host(), CALLED.port(), ""),
        token,
        Bytes.of(headers),
        Bytes.EMPTY);
  }

  private static SendResponse refusal(CallId call, ServerTransaction transaction, String invite) {
    return new SendResponse(
        call,
        LegId.CALLER,
        transaction,
        "INVITE",
        404,
        "Not Found",
        "",
        Bytes.of(MadeUpParty.named(invite)),
        Bytes.EMPTY);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
