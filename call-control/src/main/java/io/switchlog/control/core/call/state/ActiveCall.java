package io.switchlog.control.core.call.state;

import io.switchlog.control.core.aggregate.ArmedTimer;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.event.CallRouted;
import io.switchlog.schemas.event.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A call that goes on.
///
/// @param secretKey the id of the cluster's key that all of the call is minted under, null where
///   none is known
/// @param life which life of its id the call is, in its media node's eyes as well
/// @param clock its timers
/// @param legs by id, without gaps; [Leg.Gone] ones stay
/// @param route what the routing table said, null before it did
/// @param media null where no media node has a part in the call
/// @param exchanges requests passed across that have no final response
/// @param outcome how the call is ending, null while it is not
/// @param established whether that was told
/// @param load what it has cost
public record ActiveCall(
    CallId id,
    @Nullable String secretKey,
    long life,
    CallTimers clock,
    List<Leg> legs,
    @Nullable CallRouted route,
    @Nullable Media media,
    List<Exchange> exchanges,
    @Nullable Outcome outcome,
    boolean established,
    Load load)
    implements Call {
  /// More legs than this a call does not get.
  public static final int MOST_LEGS = 8;

  /// More requests than this do not wait for an answer at the same time.
  public static final int MOST_EXCHANGES = 32;

  public ActiveCall {
    legs = List.copyOf(legs);
    exchanges = List.copyOf(exchanges);
  }

  public static ActiveCall offered(CallId id, @Nullable String secretKey, long life, Leg caller) {
    return new ActiveCall(
        id,
        secretKey,
        life,
        CallTimers.NONE,
        List.of(caller),
        null,
        null,
        List.of(),
        null,
        false,
        Load.NONE);
  }

  @Override
  public SortedMap<String, ArmedTimer> timers() {
    return clock.running();
  }

  @Override
  public boolean isEnded() {
    return false;
  }

  @Override
  public Set<NodeId> nodes() {
    Set<NodeId> nodes = new HashSet<>(4);
    for (Leg leg : legs) {
      switch (leg) {
        case Leg.Calling _, Leg.Talking _ -> nodes.add(leg.edge());
        case Leg.Dialing dialing -> {
          nodes.add(dialing.edge());
          nodes.addAll(dialing.elsewhere());
        }
        case Leg.Leaving leaving -> {
          nodes.add(leaving.edge());
          nodes.addAll(leaving.elsewhere());
        }
        case Leg.Gone _ -> {
          // Nothing of it is left anywhere.
        }
      }
    }
    if (media != null) {
      nodes.add(media.node());
    }
    return nodes;
  }

  public @Nullable Leg leg(LegId leg) {
    return leg.value() <= legs.size() ? legs.get(leg.value() - 1) : null;
  }

  public Leg caller() {
    return legs.getFirst();
  }

  /// The leg that this one is bridged to: the caller's is the newest called leg, every other one's
  /// the caller's. Null where the caller is alone.
  public @Nullable Leg peerOf(LegId leg) {
    if (!leg.equals(LegId.CALLER)) {
      return caller();
    }
    return legs.size() == 1 ? null : legs.getLast();
  }

  /// Whether a leg is bridged to nobody: its offers are answered by the exchange.
  public boolean isAlone(LegId leg) {
    return peerOf(leg) == null;
  }

  /// What the routing table said of the call.
  ///
  /// @throws ImpossibleHistory if it was not asked yet
  public CallRouted routed() {
    if (route == null) {
      throw new ImpossibleHistory("a route before what follows from it", "none");
    }
    return route;
  }

  public @Nullable Exchange exchangeTo(LegId target, long cseq) {
    for (Exchange exchange : exchanges) {
      if (exchange.target().equals(target) && exchange.cseq() == cseq) {
        return exchange;
      }
    }
    return null;
  }

  /// A number that names our session with a leg in its descriptions (RFC 8866 section 5.2).
  public long sessionId(LegId leg) {
    return Integer.toUnsignedLong(id.value().hashCode()) * (MOST_LEGS + 1) + leg.value();
  }

  public ActiveCall with(Leg changed) {
    List<Leg> all = new ArrayList<>(legs);
    if (changed.id().value() == legs.size() + 1) {
      all.add(changed);
    } else {
      all.set(changed.id().value() - 1, changed);
    }
    return withLegs(all);
  }

  private ActiveCall withLegs(List<Leg> all) {
    Copy copy = new Copy(this);
    copy.legs = all;
    return copy.made();
  }

  public ActiveCall withRoute(CallRouted routed) {
    Copy copy = new Copy(this);
    copy.route = routed;
    return copy.made();
  }

  public ActiveCall withMedia(Media newMedia) {
    Copy copy = new Copy(this);
    copy.media = newMedia;
    return copy.made();
  }

  public ActiveCall withExchange(Exchange exchange) {
    List<Exchange> all = new ArrayList<>(exchanges);
    all.add(exchange);
    return withExchanges(all);
  }

  public ActiveCall withoutExchange(Exchange exchange) {
    List<Exchange> all = new ArrayList<>(exchanges);
    all.remove(exchange);
    return withExchanges(all);
  }

  public ActiveCall mapExchanges(UnaryOperator<Exchange> change) {
    return exchanges.isEmpty() ? this : withExchanges(exchanges.stream().map(change).toList());
  }

  private ActiveCall withExchanges(List<Exchange> all) {
    Copy copy = new Copy(this);
    copy.exchanges = all;
    return copy.made();
  }

  /// The call ends with this outcome, if it was not ending.
  public ActiveCall withOutcome(Outcome first) {
    if (outcome != null) {
      return this;
    }
    Copy copy = new Copy(this);
    copy.outcome = first;
    return copy.made();
  }

  public ActiveCall asEstablished() {
    Copy copy = new Copy(this);
    copy.established = true;
    return copy.made();
  }

  public ActiveCall withLoad(Load newLoad) {
    Copy copy = new Copy(this);
    copy.load = newLoad;
    return copy.made();
  }

  public boolean isArmed(CallTimer timer) {
    return clock.isArmed(timer);
  }

  public ActiveCall arm(CallTimer timer, Instant due) {
    return withClock(clock.arm(timer, due));
  }

  public ActiveCall disarm(CallTimer timer) {
    return clock.isArmed(timer) ? withClock(clock.disarm(timer)) : this;
  }

  private ActiveCall withClock(CallTimers set) {
    Copy copy = new Copy(this);
    copy.clock = set;
    return copy.made();
  }

  /// A call in the making that differs from another in one part.
  private static final class Copy {
    private final ActiveCall of;
    private CallTimers clock;
    private List<Leg> legs;
    private @Nullable CallRouted route;
    private @Nullable Media media;
    private List<Exchange> exchanges;
    private @Nullable Outcome outcome;
    private boolean established;
    private Load load;

    Copy(ActiveCall of) {
      this.of = of;
      clock = of.clock;
      legs = of.legs;
      route = of.route;
      media = of.media;
      exchanges = of.exchanges;
      outcome = of.outcome;
      established = of.established;
      load = of.load;
    }

    ActiveCall made() {
      return new ActiveCall(
          of.id,
          of.secretKey,
          of.life,
          clock,
          legs,
          route,
          media,
          exchanges,
          outcome,
          established,
          load);
    }
  }
}
