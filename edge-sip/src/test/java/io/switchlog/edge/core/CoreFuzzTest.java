package io.switchlog.edge.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.command.StopResending;
import io.switchlog.schemas.inbox.AggregateInput;
import io.switchlog.schemas.inbox.CancelReceived;
import io.switchlog.schemas.inbox.InviteReceived;
import io.switchlog.schemas.inbox.RequestReceived;
import io.switchlog.schemas.inbox.ServerTransaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Any mixture of mutated messages, commands, lost outcomes and time, on a bus that comes and goes:
/// the core never throws, the bus has each partition's facts once and in order, and when the last
/// timer has run the core keeps nothing.
final class CoreFuzzTest {
  private static final int RUNS = 200;
  private static final int STEPS = 120;
  private static final String[] METHODS = {
    "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "REGISTER", "XYZZY", "PRACK"
  };

  @Test
  void nothingThrowsAndNothingStays() {
    for (int seed = 0; seed < RUNS; seed++) {
      run(seed);
    }
  }

  private static void run(int seed) {
    Random random = new Random(seed);
    Story story = new Story();
    List<ServerTransaction> transactions = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> story.receive(mutated(request(random), random), source(random));
        case 3, 4 -> story.receive(mutated(response(random), random), Story.BOB);
        case 5, 6 -> order(story, random, transactions);
        default -> {
          story.advance(random.nextInt(4_000));
          bus(story, random);
        }
      }
      for (Story.Fact fact : story.facts) {
        ServerTransaction transaction = transaction(fact.input());
        if (transaction != null) {
          transactions.add(transaction);
        }
      }
      story.facts.clear();
      story.sent.clear();
    }
    story.keeperIsFull(false);
    story.busIsBack();
    story.advance(1_500_000);
    assertThat(story.busHasEachPartitionInOrder()).as("order after seed %s", seed).isTrue();
    assertThat(story.core.kept()).as("kept after seed %s", seed).isZero();
    assertThat(story.core.nextWakeUpMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(story.core.load()).isZero();
  }

  private static void bus(Story story, Random random) {
    switch (random.nextInt(9)) {
      case 0 -> story.busGoesAway();
      case 1 -> story.busGoesSilent();
      case 2 -> story.answerAll(random.nextBoolean());
      case 3 -> story.partitionGoesSilent(Story.CALL);
      case 4 -> story.keeperIsFull(random.nextBoolean());
      case 5 -> story.loseEverythingKept();
      default -> story.busIsBack();
    }
  }

  private static @Nullable ServerTransaction transaction(AggregateInput fact) {
    return switch (fact) {
      case InviteReceived it -> it.transaction();
      case RequestReceived it -> it.transaction();
      case CancelReceived it -> it.unanswered();
      default -> null;
    };
  }

  private static Source source(Random random) {
    return random.nextBoolean() ? Story.ALICE : Story.ALICE_TCP;
  }

  private static String request(Random random) {
    String method = METHODS[random.nextInt(METHODS.length)];
    String branch = (random.nextInt(8) == 0 ? "old" : "z9hG4bK-") + random.nextInt(5);
    return random.nextBoolean()
        ? Story.request(
            method, "sip:bob@example.com", branch, "", "Call-" + random.nextInt(3), 1, "")
        : Story.inDialog(method, branch, Story.TOKEN, 1 + random.nextInt(3))
            .replace("Contact", "RAck: " + (1 + random.nextInt(3)) + " 1 INVITE\nContact");
  }

  private static SendResponse reliable(SendResponse order, Random random) {
    return new SendResponse(
        order.call(),
        Story.LEG,
        order.transaction(),
        order.method(),
        random.nextBoolean() ? 183 : order.status(),
        order.reason(),
        order.contactUser(),
        order.headers(),
        random.nextBoolean() ? Bytes.EMPTY : Bytes.of(new byte[] {'v'}),
        1L + random.nextInt(3),
        null);
  }

  private static String response(Random random) {
    int[] statuses = {100, 180, 183, 200, 202, 302, 404, 486, 487, 603};
    String method = METHODS[random.nextInt(4)];
    return Story.response(
        statuses[random.nextInt(statuses.length)],
        Story.branch("b" + random.nextInt(4)),
        method,
        "tag" + random.nextInt(3),
        random.nextBoolean() ? "" : "v=0");
  }

  private static byte[] mutated(String message, Random random) {
    byte[] bytes = message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(4) == 0 ? random.nextInt(6) : 0; i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void order(Story story, Random random, List<ServerTransaction> transactions) {
    String id = "command-" + random.nextInt(1_000);
    long deadline = random.nextInt(10) == 0 ? -1 : 3_000;
    String branch = Story.branch("b" + random.nextInt(4));
    switch (random.nextInt(6)) {
      case 0 ->
          story.order(
              id,
              deadline,
              new SendRequest(Story.CALL, Story.LEG, Story.pattern("INVITE", branch)));
      case 1 ->
          story.order(
              id, deadline, new SendRequest(Story.CALL, Story.LEG, Story.pattern("BYE", branch)));
      case 2 ->
          story.order(
              id, deadline, new SendCancel(Story.CALL, Story.LEG, Story.pattern("CANCEL", branch)));
      case 3 ->
          story.order(
              id,
              deadline,
              new SendAck(
                  Story.CALL,
                  Story.LEG,
                  branch,
                  "tag" + random.nextInt(3),
                  Story.pattern("ACK", Story.branch("ack"))));
      default -> answer(story, random, transactions, id, deadline);
    }
  }

  private static void answer(
      Story story, Random random, List<ServerTransaction> transactions, String id, long deadline) {
    if (transactions.isEmpty()) {
      return;
    }
    ServerTransaction known = transactions.get(random.nextInt(transactions.size()));
    ServerTransaction transaction =
        random.nextInt(4) == 0
            ? new ServerTransaction(
                known.edge(),
                known.key() + "?",
                known.listener(),
                known.transport(),
                known.sourceAddress(),
                known.sourcePort(),
                known.flow(),
                random.nextBoolean() ? List.of() : List.of("no via at all"))
            : known;
    int[] statuses = {180, 200, 200, 404, 486, 503};
    String method = known.key().endsWith("INVITE") ? "INVITE" : "BYE";
    CallId call = Story.CALL;
    if (random.nextInt(8) == 0) {
      Long rseq = random.nextBoolean() ? null : 1L + random.nextInt(3);
      story.order(id, deadline, new StopResending(call, Story.LEG, known.key(), rseq));
    } else {
      int status = statuses[random.nextInt(statuses.length)];
      SendResponse order = Story.answer(transaction, call, method, status, 1);
      story.order(id, deadline, random.nextBoolean() ? order : reliable(order, random));
    }
  }
}
