package io.switchlog.edge.core;

import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.CommandHead;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.AnswerRequest;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.LegCommand;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.config.User;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.schemas.trace.MessageTraced;
import io.switchlog.wire.token.ClusterSecret;
import io.switchlog.wire.token.SessionToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One core in virtual time, and all that came out of it.
final class Story implements Effects {
  static final ClusterSecret SECRET = ClusterSecret.of("a secret for the tests of edges");
  static final NodeId EDGE = NodeId.edge(3);
  static final Source ALICE = new Source("udp", Transport.UDP, "192.0.2.7", 40_000, "");
  static final Source ALICE_TCP = new Source("tcp", Transport.TCP, "192.0.2.7", 41_000, "flow-1");
  static final Source ALICE_TLS = new Source("tls", Transport.TLS, "192.0.2.7", 42_000, "flow-2");
  static final Source BOB = new Source("udp", Transport.UDP, "192.0.2.99", 5060, "");
  static final CallId CALL = new CallId("0123456789abcdefghijklmnop");
  static final LegId LEG = new LegId(2);
  static final String TOKEN = new SessionToken(CALL.value(), LEG.value()).mint(SECRET);
  static final String CALLER_TOKEN = new SessionToken(CALL.value(), 1).mint(SECRET);
  static final Destination TO_BOB = new Destination(Transport.UDP, "192.0.2.99", 5060, "");

  /// A message that left.
  record Sent(String text, Target target, @Nullable String transaction) {
    String startLine() {
      return text.substring(0, text.indexOf('\r'));
    }

    @Nullable String header(String name) {
      for (String line : text.split("\r\n", -1)) {
        if (line.startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return null;
    }
  }

  /// A fact that was published.
  record Fact(CallId call, AggregateInput input, long token) {}

  final List<Sent> sent = new ArrayList<>();
  final List<Fact> facts = new ArrayList<>();
  final List<MessageTraced> traces = new ArrayList<>();
  final EdgeCore core;
  long now = 1_700_000_000_000L;
  private final Bus bus = new Bus();

  /// Who was banned.
  final List<String> banned = new ArrayList<>();

  /// By realm and name.
  final Map<String, User> users = new HashMap<>();

  boolean knowsUsers = true;

  /// What people were told of why requests are refused.
  final List<String> refusals = new ArrayList<>();

  /// Connections that are open.
  final Set<String> open = new HashSet<>();

  /// Connections that are watched, by the name that is given back.
  final Map<String, String> watched = new HashMap<>();

  /// What names stand for, by type and name.
  final Map<String, DnsAnswer> zone = new HashMap<>();

  /// What was looked up.
  final List<String> asked = new ArrayList<>();

  boolean dnsIsAway;

  /// Whether call control reads its inbox too late.
  boolean behind;

  private final Queue<Runnable> answers = new ArrayDeque<>();
  private int commands;

  Story() {
    this(Credentials.NONE);
  }

  Story(Credentials credentials) {
    this(credentials, AdmissionPolicy.UNBOUNDED);
  }

  Story(Credentials credentials, AdmissionPolicy policy) {
    this(credentials, policy, Egress.ANYWHERE);
  }

  Story(Credentials credentials, AdmissionPolicy policy, Egress egress) {
    this.core =
        new EdgeCore(
            EDGE,
            SECRET,
            List.of(
                new Listener("udp", Transport.UDP, "203.0.113.5", 5060, false),
                new Listener("tcp", Transport.TCP, "203.0.113.5", 5060, false),
                new Listener("udp6", Transport.UDP, "2001:db8::5", 5060, true),
                new Listener("tls", Transport.TLS, "203.0.113.5", 5061, false),
                new Listener("wss", Transport.WSS, "203.0.113.5", 5067, false),
                new Listener("second", Transport.UDP, "203.0.113.6", 5070, false)),
            true,
            EdgeCore.DATAGRAM_BYTES,
            credentials,
            policy,
            egress,
            false,
            this);
  }

  /// From now on the bus says nothing about what it is given.
  void busGoesSilent() {
    bus.partitions.replaceAll(_ -> Bus.Mood.SILENT);
  }

  /// All calls are in one partition.
  void hasOnePartition() {
    bus.partitions.removeLast();
  }

  /// From now on one partition says nothing about what it is given.
  void partitionGoesSilent(CallId call) {
    bus.partitions.set(partitionOf(call), Bus.Mood.SILENT);
  }

  /// From now on the bus fails whatever it is given.
  void busGoesAway() {
    bus.partitions.replaceAll(_ -> Bus.Mood.AWAY);
    settle();
  }

  /// The edge has just begun, and has not found the bus so far.
  void busWasNotReachedYet() {
    bus.reached = false;
  }

  /// From now on the bus takes whatever it is given, and nobody hears of it.
  void busTakesAndDoesNotSaySo() {
    bus.partitions.replaceAll(_ -> Bus.Mood.UNSURE);
    settle();
  }

  void busIsBack() {
    bus.reached = true;
    bus.partitions.replaceAll(_ -> Bus.Mood.TAKES);
    settle();
  }

  /// The bus speaks of all that it was given so far.
  void answerAll(boolean published) {
    bus.answer(now, published ? Bus.Mood.TAKES : Bus.Mood.AWAY);
    bus.tell();
  }

  /// The node has no room to keep anything, or has again.
  void keeperIsFull(boolean full) {
    bus.full = full;
  }

  /// What call control can read since the last look.
  List<AggregateInput> takeFromBus() {
    List<AggregateInput> inputs = bus.log.stream().map(Fact::input).toList();
    bus.log.clear();
    return inputs;
  }

  /// Whether the bus has each partition's facts once and in the order of the core.
  boolean busHasEachPartitionInOrder() {
    long[] last = new long[bus.partitions.size()];
    for (Fact fact : bus.log) {
      int partition = partitionOf(fact.call());
      if (fact.token() <= last[partition]) {
        return false;
      }
      last[partition] = fact.token();
    }
    return true;
  }

  /// What became of a fact that was told to be kept comes from another thread, at any time.
  void loseEverythingKept() {
    bus.refuseAll();
    bus.tell();
  }

  void receive(String message, Source source) {
    receive(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), source);
  }

  void receive(byte[] message, Source source) {
    core.onMessage(now, message, source);
    settle();
  }

  void order(LegCommand command) {
    order("command-" + ++commands, 5_000, command);
  }

  void order(AnswerRequest command) {
    Instant deadline = Instant.ofEpochMilli(now + 5_000);
    core.onCommand(now, new CommandHead("command-" + ++commands, deadline), command);
    settle();
  }

  void order(String id, long deadlineInMillis, LegCommand command) {
    core.onCommand(now, new CommandHead(id, Instant.ofEpochMilli(now + deadlineInMillis)), command);
    settle();
  }

  /// As [#order], for what happens before anything else is answered.
  void orderAlone(LegCommand command) {
    Instant deadline = Instant.ofEpochMilli(now + 5_000);
    core.onCommand(now, new CommandHead("command-" + ++commands, deadline), command);
  }

  void advance(long millis) {
    settle();
    long until = now + millis;
    for (long next = next(); next <= until; next = next()) {
      now = Math.max(now, next);
      core.onTimers(now);
      bus.kept.wakeUp(now);
      settle();
    }
    now = until;
  }

  private long next() {
    return Math.min(core.nextWakeUpMillis(), bus.kept.nextWakeUpMillis());
  }

  private void settle() {
    for (Runnable answer = answers.poll(); answer != null; answer = answers.poll()) {
      answer.run();
    }
    while (bus.take(now)) {
      bus.tell();
    }
    bus.tell();
  }

  /// The start lines of what left since the last look.
  List<String> takeSent() {
    List<String> lines = sent.stream().map(Sent::startLine).toList();
    sent.clear();
    return lines;
  }

  Sent lastSent() {
    return sent.getLast();
  }

  List<AggregateInput> takeFacts() {
    List<AggregateInput> inputs = facts.stream().map(Fact::input).toList();
    facts.clear();
    return inputs;
  }

  long count(Counter counter) {
    return core.counters().get(counter);
  }

  @Override
  public void send(byte[] message, Target target, @Nullable String transaction) {
    sent.add(new Sent(new String(message, StandardCharsets.UTF_8), target, transaction));
  }

  @Override
  public boolean isOpen(String connection) {
    return open.contains(connection);
  }

  @Override
  public void watch(String connection, String name) {
    watched.put(name, connection);
  }

  /// A connection ends: who watches it is told.
  void closes(String connection) {
    open.remove(connection);
    List<String> names =
        watched.entrySet().stream()
            .filter(each -> each.getValue().equals(connection))
            .map(Map.Entry::getKey)
            .toList();
    names.forEach(watched::remove);
    names.forEach(name -> core.onConnectionClosed(now, name, "it ended"));
    settle();
  }

  @Override
  public void lookUp(String name, DnsType type, long token) {
    asked.add(type + " " + name);
    DnsAnswer answer = zone.get(type + " " + name);
    answers.add(() ->
        core.onLookedUp(
            now,
            token,
            dnsIsAway
                ? new DnsAnswer.Failed("no name server answers")
                : answer == null ? new DnsAnswer.Found(List.of(), 5) : answer));
  }

  @Override
  public void publish(AggregateId aggregate, AggregateInput fact, boolean repeatable, long token) {
    Fact published = new Fact(aggregate.call(), fact, token);
    facts.add(published);
    bus.offer(now, published, repeatable, it -> core.onPublishOutcome(now, token, it));
  }

  @Override
  public boolean hasRoom() {
    return bus.hasRoom();
  }

  @Override
  public int partitionOf(AggregateId aggregate) {
    return bus.partitionOf(aggregate);
  }

  int partitionOf(CallId call) {
    return partitionOf(AggregateId.of(call));
  }

  /// The first lines of what the trace says the edge sent again by itself.
  List<String> tracedAsResent() {
    return traces.stream()
        .filter(MessageTraced::resent)
        .map(traced -> traced.message().toString().lines().findFirst().orElseThrow())
        .toList();
  }

  @Override
  public boolean isBehind(int partition) {
    return behind;
  }

  @Override
  public void banned(Source source, int seconds, String why) {
    banned.add(source.host());
  }

  @Override
  public boolean knowsUsers() {
    return knowsUsers;
  }

  @Override
  public @Nullable User user(String realm, String name) {
    return users.get(realm + '/' + name);
  }

  @Override
  public void refusing(String why) {
    refusals.add(why);
  }

  @Override
  public void trace(CallId call, MessageTraced message) {
    traces.add(message);
  }

  // --- messages

  static String invite(String branch) {
    return request("INVITE", "sip:bob@example.com", branch, "", "Call-1", 1, "");
  }

  static String request(
      String method,
      String uri,
      String branch,
      String toTag,
      String callId,
      int cseq,
      String headers) {
    return method
        + " "
        + uri
        + " SIP/2.0\nVia: SIP/2.0/UDP 10.1.1.1:5060;rport;branch="
        + branch
        + "\nMax-Forwards: 70\nFrom: <sip:alice@example.com>;tag=from-1\nTo: <sip:bob@example.com>"
        + (toTag.isEmpty() ? "" : ";tag=" + toTag)
        + "\nCall-ID: "
        + callId
        + "\nCSeq: "
        + cseq
        + " "
        + method
        + "\nContact: <sip:alice@10.1.1.1>\n"
        + headers
        + "Content-Length: 0\n\n";
  }

  /// A request in the dialog of the token.
  static String inDialog(String method, String branch, String token, int cseq) {
    return request(method, "sip:" + token + "@203.0.113.5:5060", branch, token, "Call-1", cseq, "");
  }

  static String response(int status, String branch, String method, String toTag, String body) {
    return "SIP/2.0 "
        + status
        + " Whatever\nVia: SIP/2.0/UDP 203.0.113.5:5060;rport;branch="
        + branch
        + "\nFrom: <sip:us@example.com>;tag="
        + TOKEN
        + "\nTo: <sip:bob@example.com>"
        + (toTag.isEmpty() ? "" : ";tag=" + toTag)
        + "\nCall-ID: "
        + TOKEN
        + "\nCSeq: 1 "
        + method
        + "\nContact: <sip:bob@192.0.2.99>\nContent-Length: "
        + body.length()
        + "\n\n"
        + body;
  }

  static String branch(String suffix) {
    return new SessionToken(CALL.value(), LEG.value()).mintBranch(SECRET, suffix);
  }

  static RequestPattern pattern(String method, String branch) {
    return pattern(method, branch, TO_BOB);
  }

  static RequestPattern pattern(String method, String branch, Destination destination) {
    return new RequestPattern(
        method,
        "sip:bob@192.0.2.99",
        branch,
        destination,
        method.equals("INVITE") ? TOKEN : "",
        Bytes.of(
            "Route: <sip:proxy.example.com;lr>\r\nMax-Forwards: 69\r\nFrom: <sip:us@example.com>;tag="
                + TOKEN
                + "\r\nTo: <sip:bob@example.com>\r\nCall-ID: "
                + TOKEN
                + "\r\nCSeq: 1 "
                + method
                + "\r\n"),
        Bytes.EMPTY);
  }

  /// An answer to a transaction, as call control would order it.
  static SendResponse answer(
      ServerTransaction transaction, CallId call, String method, int status, int cseq) {
    return new SendResponse(
        call,
        LegId.CALLER,
        transaction,
        method,
        status,
        "Reason",
        status / 100 == 2 && method.equals("INVITE")
            ? new SessionToken(call.value(), 1).mint(SECRET)
            : "",
        Bytes.of(
            "From: <sip:alice@example.com>;tag=from-1\r\nTo: <sip:bob@example.com>;tag="
                + new SessionToken(call.value(), 1).mint(SECRET)
                + "\r\nCall-ID: Call-1\r\nCSeq: "
                + cseq
                + " "
                + method
                + "\r\n"),
        Bytes.EMPTY);
  }
}
