package io.switchlog.control.core.dialog;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.wire.token.ClusterSecret;
import org.jspecify.annotations.Nullable;

/// How the messages of a call speak of us (`Allow`, `Supported`), what its legs are named in them,
/// whether they name its parties, and which way they go. A call keeps the one that it began with:
/// what it said is said again word for word when its journal is read, by whatever build.
public enum Dialect {
  /// Of calls that rules 1 to 6 began.
  FIRST(1, "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO", "", ""),

  /// Of those that rules 7 began.
  SECOND(
      2,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer",
      "timer, 100rel"),

  /// Of those that rules 8 began.
  THIRD(
      3,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer, replaces",
      "timer, 100rel, replaces"),

  /// Of those that rules 9 began: each message says whom it is between (RFC 7989).
  FOURTH(
      4,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer, replaces",
      "timer, 100rel, replaces"),

  /// Of those that rules 11 began: what is sent inside a dialog goes the way that its peer's
  /// messages come.
  FIFTH(
      5,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer, replaces",
      "timer, 100rel, replaces"),

  /// Of those that rules 12 began: what is sent inside a dialog goes by the transport that a URI
  /// names, and is looked up where it names a domain.
  SIXTH(
      6,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer, replaces",
      "timer, 100rel, replaces"),

  /// Of those that rules 13 began: the names of legs in what we send are signed with 80 bits, the
  /// ACK to a failure is looked up where its INVITE was, and neither a request that comes late nor
  /// a connection to somebody else says which way a peer is reached.
  SEVENTH(
      7,
      "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, PRACK, MESSAGE, NOTIFY, REFER",
      "timer, replaces",
      "timer, 100rel, replaces");

  /// The one that calls begin with now.
  public static final Dialect NEWEST = SEVENTH;

  private final int number;
  private final String lines;
  private final String opening;

  /// All are words of their own: what a build learns later is another dialect.
  Dialect(int number, String methods, String extensions, String opening) {
    this.number = number;
    this.lines = allow(methods) + supported(extensions);
    this.opening = allow(methods) + supported(opening);
  }

  private static String allow(String methods) {
    return "Allow: " + methods + "\r\n";
  }

  private static String supported(String extensions) {
    return extensions.isEmpty() ? "" : "Supported: " + extensions + "\r\n";
  }

  /// The one of a number in the journal.
  ///
  /// @param number null: none was told, as in histories of before
  public static Dialect of(@Nullable Integer number) {
    for (Dialect dialect : values()) {
      if (number != null && number == dialect.number) {
        return dialect;
      }
    }
    return number == null ? FIRST : NEWEST;
  }

  /// In the journal, for ever the same.
  public int number() {
    return number;
  }

  /// In an INVITE of ours that opens a dialog. Where it leaves the offer to its peer, progress that
  /// wants a PRACK would have to be answered in there (RFC 3262 section 5): it may be sent only
  /// where the caller can be asked for the answer, which the content of the INVITE says then.
  String opening(Invite invite) {
    return invite.content().body().isEmpty() ? lines : opening;
  }

  /// In our INVITEs and UPDATEs, and in answers that agree to one.
  String lines() {
    return lines;
  }

  /// Whether called parties may ask for PRACKs.
  public boolean acknowledgesProgress() {
    return this != FIRST;
  }

  /// Whether messages name their parties by UUIDs that we keep, and so let none cross.
  public boolean namesParties() {
    return number >= FOURTH.number;
  }

  /// Whether what is sent inside a dialog goes the way that its peer's messages come.
  boolean followsFlows() {
    return number >= FIFTH.number;
  }

  /// Whether a URI's scheme and parameters choose among all transports that there are.
  boolean knowsTransports() {
    return number >= SIXTH.number;
  }

  private boolean signsLong() {
    return number >= SEVENTH.number;
  }

  /// Whether the ACK to a failure is looked up where its INVITE was.
  boolean acknowledgesWhereItWent() {
    return number >= SEVENTH.number;
  }

  /// Whether a request that comes too late says no more which way its peer is reached.
  public boolean followsNewRequestsAlone() {
    return number >= SEVENTH.number;
  }

  /// Whether a connection is used for whoever is at its other end and for nobody else, and an
  /// address is known in whatever form it is written.
  boolean knowsWhoIsConnected() {
    return number >= SEVENTH.number;
  }

  /// What another call has to know to name a leg of this one as we do here; null: as ever before.
  public @Nullable Integer tokens() {
    return signsLong() ? number : null;
  }

  /// The token of a leg: its tag, its Call-ID where we open the dialog, its Contact's user part.
  public String token(ClusterSecret secret, CallId call, LegId leg) {
    return (signsLong() ? Minted.TOKENS : Minted.SHORT_TOKENS).of(secret, call, leg.value());
  }

  /// Whether an answer to an UPDATE says it too.
  boolean isSaidToUpdates() {
    return this != FIRST;
  }
}
