package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.Writing;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.wire.sip.SessionIdentifier;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the parties of a call go by (RFC 7989), and for whom the exchange speaks to each of them:
///
///     A ──A;remote=none──> us ──A;remote=none──> B
///     A <──B;remote=A───── us <──B;remote=A───── B
///
/// A party that says none has one of ours; the exchange has one too, where nobody is on the other
/// side. What we made is not kept: it follows from the call's id and the leg.
///
/// @param parties by leg
/// @param hidesCaller whether a rule keeps from the others what the first leg goes by
/// @param hidesCalled whether a rule keeps from the first leg what the others go by
public record PartyNames(List<Party> parties, boolean hidesCaller, boolean hidesCalled) {
  /// Of a call without legs, and of one whose messages name nobody.
  public static final PartyNames NONE = new PartyNames(List.of(), false, false);

  /// In the place of a leg: the exchange itself.
  public static final int EXCHANGE = 0;

  /// One of them.
  ///
  /// @param said what it goes by; null where it says none
  /// @param other the number of the leg that it hears us speak for
  public record Party(@Nullable String said, int other) {}

  public PartyNames {
    parties = List.copyOf(parties);
  }

  /// For whom we speak to whom on a leg that is known.
  SessionIdentifier on(ClusterSecret key, CallId id, LegId leg) {
    Party party = of(leg);
    String told = party.other() == EXCHANGE ? null : told(party.other());
    return new SessionIdentifier(
        told == null ? Writing.uuid(key, id, party.other()) : told,
        party.said() == null ? SessionIdentifier.NOBODY : party.said());
  }

  private @Nullable String told(int leg) {
    boolean hidden = leg == LegId.CALLER.value() ? hidesCaller : hidesCalled;
    return hidden ? null : parties.get(leg - 1).said();
  }

  private Party of(LegId leg) {
    return parties.get(leg.value() - 1);
  }

  /// What the party of a leg has said that it goes by; null for nothing.
  public @Nullable String saidBy(LegId leg) {
    return leg.value() <= parties.size() ? of(leg).said() : null;
  }

  /// The number of the leg for which we speak on this one.
  public int otherOf(LegId leg) {
    return of(leg).other();
  }

  /// With a leg more, or one of which all is known anew.
  public PartyNames with(LegId leg, @Nullable String said, int other) {
    List<Party> all = new ArrayList<>(parties);
    Party party = new Party(said, other);
    if (leg.value() > all.size()) {
      all.add(party);
    } else {
      all.set(leg.value() - 1, party);
    }
    return new PartyNames(all, hidesCaller, hidesCalled);
  }

  /// With what a message that opens a dialog says, be it nothing: there may be several.
  public PartyNames opening(LegId leg, @Nullable String said) {
    return Objects.equals(said, of(leg).said()) ? this : with(leg, said, otherOf(leg));
  }

  /// With what a later message says. RFC 7989 section 6: one that says nothing changes nothing.
  public PartyNames saying(LegId leg, @Nullable String said) {
    return said == null ? this : opening(leg, said);
  }

  /// A leg hears us speak for somebody else.
  public PartyNames speaking(LegId leg, int other) {
    return other == otherOf(leg) ? this : with(leg, of(leg).said(), other);
  }

  public PartyNames hiding(boolean caller, boolean called) {
    return caller == hidesCaller && called == hidesCalled
        ? this
        : new PartyNames(parties, caller, called);
  }
}
