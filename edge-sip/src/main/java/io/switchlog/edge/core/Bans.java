package io.switchlog.edge.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who is not heard for a while ([BanPolicy]). As many as [SourceRates#MOST_SOURCES] are known;
/// where there are more, the first is heard again.
final class Bans extends WakeUps.WakeUp {
  /// What only those do who look for a way in, or who are broken. Not that it names a dialog which
  /// we do not know: an honest peer does so of each of its calls where the cluster has another
  /// secret.
  enum Offence {
    SCAN("it calls itself what scanners do"),
    GARBAGE("it sends what is no SIP message"),
    PASSWORD("it tries passwords");

    private final String words;

    Offence(String words) {
      this.words = words;
    }
  }

  /// What anybody may commit in a second.
  private static final int PER_SECOND = 1;

  private final WakeUps wakeUps;
  private final BanPolicy policy;
  private final Effects effects;
  private final SourceRates bearable;

  /// Until when, in the order in which they end.
  private final Map<String, Long> banned = new LinkedHashMap<>();

  Bans(WakeUps wakeUps, BanPolicy policy, Effects effects) {
    this.wakeUps = wakeUps;
    this.policy = policy;
    this.effects = effects;
    this.bearable = new SourceRates(wakeUps, PER_SECOND, Math.max(1, policy.offences()));
  }

  int size() {
    return bearable.size() + banned.size();
  }

  boolean isBanned(long nowMillis, String host) {
    Long until = banned.isEmpty() ? null : banned.get(SourceRates.key(host));
    return until != null && nowMillis < until;
  }

  /// A source has committed an offence. A scanner is banned for the first.
  void note(long nowMillis, Source source, Offence offence) {
    String host = source.host();
    if (!policy.mayBan(host)
        || isBanned(nowMillis, host)
        || (offence != Offence.SCAN && bearable.allows(nowMillis, host))) {
      return;
    }
    banned.put(SourceRates.key(host), nowMillis + policy.seconds() * 1_000L);
    if (banned.size() > SourceRates.MOST_SOURCES) {
      Iterator<Long> first = banned.values().iterator();
      first.next();
      first.remove();
    }
    wakeUps.set(this, nextMillis());
    effects.banned(source, policy.seconds(), offence.words);
  }

  private long nextMillis() {
    return banned.isEmpty() ? WakeUps.NEVER : banned.values().iterator().next();
  }

  @Override
  void fire(long nowMillis) {
    Iterator<Long> ends = banned.values().iterator();
    while (ends.hasNext() && ends.next() <= nowMillis) {
      ends.remove();
    }
    wakeUps.set(this, nextMillis());
  }
}
