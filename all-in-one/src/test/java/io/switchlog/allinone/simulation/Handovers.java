package io.switchlog.allinone.simulation;

import io.switchlog.allinone.simulation.PlannedCall.Newcomer;
import io.switchlog.allinone.simulation.Verdict.Finding;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.AggregateEvent;
import io.switchlog.schemas.event.CallEnding;
import io.switchlog.schemas.event.DialogHandedOver;
import io.switchlog.schemas.event.DialogReturned;
import io.switchlog.schemas.event.DialogTakenOver;
import io.switchlog.schemas.event.LegDismissed;
import io.switchlog.schemas.event.LegHandedOver;
import io.switchlog.schemas.event.LegLeft;
import io.switchlog.schemas.event.LegTakenOver;
import io.switchlog.schemas.event.LegsBridged;
import io.switchlog.schemas.event.MediaReady;
import io.switchlog.schemas.event.MediaRequested;
import io.switchlog.schemas.journal.Decided;
import io.switchlog.schemas.journal.Posted;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.LocalEndpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import io.switchlog.schemas.message.CallMessage;
import io.switchlog.testkit.net.Address;
import io.switchlog.testkit.net.Faults;
import io.switchlog.testkit.phone.PhoneCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The legs that went from call to call in a run: what the journal says of them, and what their
/// phones make of it.
final class Handovers {
  private final World world;
  private final Map<Life, Told> lives = new LinkedHashMap<>();
  private final Map<HandedOver, Integer> answers = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private long returned;

  private record Life(AggregateId call, long life) {}

  /// A leg that a call gave away.
  private record HandedOver(CallId from, LegId leg) {}

  /// A leg that a call was given.
  ///
  /// @param insteadOf whose place it takes; null for none
  /// @param talks whether it had been answered
  private record Taken(LegId leg, @Nullable LegId insteadOf, boolean talks) {}

  /// What the events of a life say.
  private static final class Told {
    final List<Taken> taken = new ArrayList<>();
    final Set<LegId> bridged = new HashSet<>();
    final Set<LegId> released = new HashSet<>();

    /// The hosts of the phones, and where the media nodes hear them.
    final Map<LegId, String> phones = new HashMap<>();

    final Map<LegId, Set<Address>> heardAt = new HashMap<>();
    final Map<String, Set<String>> heard = new HashMap<>();
    @Nullable HandedOver handedOver;
    boolean wasReturned;
    @Nullable String ending;

    boolean isConnected(Taken one) {
      return bridged.contains(one.leg);
    }

    boolean isHeardAt(String phone, Address address) {
      return phones.entrySet().stream()
          .filter(of -> of.getValue().equals(phone))
          .anyMatch(of -> heardAt.getOrDefault(of.getKey(), Set.of()).contains(address));
    }

    boolean hearEachOther(String one, String other) {
      return heard.getOrDefault(one, Set.of()).contains(other)
          && heard.getOrDefault(other, Set.of()).contains(one);
    }
  }

  private Handovers(World world) {
    this.world = world;
  }

  static Handovers of(World world) {
    Handovers handovers = new Handovers(world);
    handovers.read();
    return handovers;
  }

  /// How many came to take a party's place, and did.
  long replaced() {
    return count(taken -> taken.insteadOf != null);
  }

  /// How many who talked already were connected with a parked caller.
  long movedAndConnected() {
    return count(Taken::talks);
  }

  /// How many who talked already came back to their first call.
  long returned() {
    return returned;
  }

  private long count(Predicate<Taken> which) {
    return lives.values().stream()
        .flatMap(told -> told.taken.stream().filter(told::isConnected))
        .filter(which)
        .count();
  }

  /// What does not hold.
  List<Finding> findings() {
    lives.forEach(this::judge);
    world.calls().forEach(this::judge);
    return List.copyOf(findings);
  }

  // --- the journal

  private void read() {
    for (Decided decided : world.bus().decisions()) {
      for (Posted post : decided.messages()) {
        LegId leg =
            switch (post.message()) {
              case CallMessage.LegOver over -> over.leg();
              case CallMessage.DialogReturned back -> back.handed().leg();
              default -> null;
            };
        // Of an answer without a life there may be several: nobody counts them.
        if (leg != null) {
          int one = decided.events().isEmpty() ? 0 : 1;
          HandedOver handed = new HandedOver(post.to().call(), leg);
          answers.merge(handed, one, Integer::sum);
        }
      }
      if (!decided.events().isEmpty()) {
        Told told = lives.computeIfAbsent(new Life(decided.id(), decided.life()), _ -> new Told());
        decided.events().forEach(event -> read(decided.id(), told, event));
      }
    }
  }

  private void read(AggregateId id, Told told, AggregateEvent event) {
    switch (event) {
      case LegHandedOver handed ->
          told.handedOver = new HandedOver(id.call(), handed.handed().leg());
      case DialogHandedOver handed ->
          told.handedOver = new HandedOver(id.call(), handed.handed().leg());
      case DialogReturned _ -> {
        told.wasReturned = true;
        returned++;
      }
      case LegTakenOver taken -> told.taken.add(new Taken(taken.leg(), taken.insteadOf(), false));
      case DialogTakenOver taken -> told.taken.add(new Taken(taken.leg(), null, true));
      case LegDismissed dismissed -> told.released.add(dismissed.leg());
      case LegLeft left -> told.released.add(left.leg());
      case LegsBridged(LegId one, LegId other) -> {
        told.bridged.add(one);
        told.bridged.add(other);
        told.taken.stream()
            .filter(taken -> taken.leg.equals(other) && taken.insteadOf != null)
            .filter(taken -> !told.released.contains(taken.insteadOf))
            .forEach(
                taken -> find(id, "leg " + taken.insteadOf + " was replaced, and not released"));
      }
      case MediaRequested requested -> read(id, told, requested.plan());
      case MediaReady ready -> {
        for (LocalEndpoint endpoint : ready.endpoints()) {
          hears(told, endpoint.leg(), endpoint.host(), endpoint.rtpPort());
        }
      }
      case CallEnding ending -> told.ending = ending.outcome().text();
      case AggregateEvent _ -> {
        // Not about who talks to whom.
      }
    }
  }

  private void read(AggregateId id, Told told, MediaPlan plan) {
    for (Endpoint endpoint : plan.endpoints()) {
      RemoteAddress remote = endpoint.remote();
      if (remote != null) {
        told.phones.put(endpoint.leg(), remote.host());
      }
      if (endpoint.local() != null) {
        hears(told, endpoint.leg(), endpoint.local().host(), endpoint.local().rtpPort());
      }
    }
    for (Endpoint endpoint : plan.endpoints()) {
      String phone = told.phones.get(endpoint.leg());
      if (endpoint.source() instanceof Source.Relay(LegId from)) {
        String other = told.phones.get(from);
        if (phone != null && other != null) {
          told.heard.computeIfAbsent(phone, _ -> new HashSet<>()).add(other);
        }
        for (Taken taken : told.taken) {
          if (told.isConnected(taken)
              && (from.equals(taken.insteadOf) || endpoint.leg().equals(taken.insteadOf))) {
            find(id, "leg " + taken.insteadOf + " was replaced, and still is heard or hears");
          }
        }
      }
    }
  }

  private static void hears(Told told, LegId leg, String host, int port) {
    told.heardAt.computeIfAbsent(leg, _ -> new HashSet<>()).add(new Address(host, port));
  }

  private void judge(Life life, Told told) {
    HandedOver handed = told.handedOver;
    if (handed == null) {
      return;
    }
    int times = answers.getOrDefault(handed, -1);
    if (times < 0 || times > 1) {
      find(
          life.call,
          "leg %s went to another call, and came to an end there %d times"
              .formatted(handed.leg, Math.max(0, times)));
    }
    String expected = told.wasReturned ? "could not connect leg" : "went on in call";
    if (told.ending == null || !told.ending.contains(expected)) {
      find(
          life.call,
          "leg %s went to another call, and its first one ended with: %s"
              .formatted(handed.leg, Objects.requireNonNullElse(told.ending, "nothing")));
    }
  }

  // --- phones

  private void judge(PlannedCall call) {
    if (call.story.kind().isAskedFetch()) {
      judgeFetch(call);
    }
    for (Newcomer newcomer : call.newcomers()) {
      if (newcomer.side().log().talked()) {
        judgeTalk(call, newcomer.side(), newcomer.other());
      }
    }
    boolean nothingIsInTheWay =
        world.scene().faults().equals(Faults.NONE) && world.scene().crashes() == 0;
    boolean isMissed =
        switch (call.story.kind()) {
          case REPLACED -> call.newcomers().stream().anyMatch(one -> !one.side().log().talked());
          case ASKED_FETCH ->
              !call.incoming().isEmpty()
                  && connection(call.incoming().getFirst().ownMedia().host()) == null;
          default -> false;
        };
    if (nothingIsInTheWay && isMissed) {
      findings.add(new Finding(call.number, "nothing was in the way, and two were not connected"));
    }
  }

  private void judgeFetch(PlannedCall call) {
    PhoneCall caller = call.outgoing();
    for (PhoneCall fetched : call.incoming()) {
      if (caller != null && connection(fetched.ownMedia().host()) != null) {
        judgeTalk(call, fetched, caller);
      }
    }
  }

  /// Two who were connected, one of them by a leg that had come from another call.
  private void judgeTalk(PlannedCall call, PhoneCall who, PhoneCall other) {
    String phone = who.ownMedia().host();
    Told told = connection(phone);
    String with = other.ownMedia().host();
    boolean otherWasReplaced =
        call.newcomers().stream()
            .anyMatch(one -> one.before() == other && one.side().log().talked());
    if (told == null) {
      findings.add(new Finding(call.number, phone + " talks, and no call says to whom"));
      return;
    }
    if (other == call.outgoing() && isUndescribed(call, told, with)) {
      return;
    }
    Set<String> hears = told.heard.getOrDefault(phone, Set.of());
    boolean isFair =
        otherWasReplaced
            ? call.callees.size() > 2
            : hears.equals(Set.of(with)) && told.hearEachOther(phone, with);
    if (!isFair) {
      findings.add(
          new Finding(call.number, phone + " hears " + hears + ", and should hear " + with));
    }
    for (PhoneCall side : otherWasReplaced ? List.of(who) : List.of(who, other)) {
      Address to = side.remoteMedia();
      if (to != null && !told.isHeardAt(side.ownMedia().host(), to)) {
        findings.add(
            new Finding(
                call.number,
                side.ownMedia().host() + " talks to " + to + ", where nobody hears it"));
      }
    }
  }

  /// Whether a caller without an offer left before the ACK came that says where it hears: nobody
  /// can have sent it anything.
  private boolean isUndescribed(PlannedCall call, Told told, String caller) {
    return call.story.caller().delayedOffer()
        && !told.phones.containsValue(caller)
        && !world.scene().faults().equals(Faults.NONE);
  }

  /// The life in which a phone was connected by a leg that had come from another call.
  private @Nullable Told connection(String phone) {
    for (Told told : lives.values()) {
      for (Taken taken : told.taken) {
        if (told.isConnected(taken) && phone.equals(told.phones.get(taken.leg))) {
          return told;
        }
      }
    }
    return null;
  }

  private void find(AggregateId id, String text) {
    PlannedCall call = world.chronicle().callOf(id.call());
    findings.add(new Finding(call == null ? 0 : call.number, text));
  }
}
