package io.switchlog.control.core.call.state;

import io.switchlog.control.core.dialog.HeaderLines;
import io.switchlog.control.core.dialog.OwnHeaders;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.EndCause;
import io.switchlog.schemas.event.Outcome;
import org.jspecify.annotations.Nullable;

/// Why a party that is rung does not answer, as the caller would hear of it.
///
/// @param leg its leg; null where it has none, or where nobody but us ended it
/// @param status 300 to 699
/// @param reason the reason phrase
/// @param content what may cross to the caller
/// @param text for people
public record Failure(
    @Nullable LegId leg, EndCause cause, int status, String reason, Content content, String text) {

  /// A final response to our INVITE: the same, but for what concerns only our own side of it.
  public static Failure of(LegId leg, int status, String reason, Content content) {
    int passed = passed(status);
    return passed == status
        ? new Failure(leg, causeOf(status), status, reason, content, reason)
        : ours(leg, causeOf(status), passed, OwnHeaders.phrase(passed));
  }

  /// Whether it is a redirection (RFC 3261 section 21.3) that says where to.
  ///
  /// @param content with what it names, where the caller may know that
  public static boolean redirects(int status, Content content) {
    return switch (status) {
      case 300, 301, 302, 305, 380 -> HeaderLines.value(content, "Contact") != null;
      default -> false;
    };
  }

  /// A redirection that is the caller's to follow (RFC 3261 section 8.1.3.4).
  public static Failure redirecting(LegId leg, int status, String reason, Content content) {
    return new Failure(leg, causeOf(status), status, reason, content, reason);
  }

  /// There was nobody to send it to.
  public static Failure skipped(int status, String reason) {
    return new Failure(null, causeOf(status), status, reason, Content.NONE, reason);
  }

  /// It has rung for as long as it may.
  public static Failure noAnswer() {
    return ours(null, EndCause.NO_ANSWER, 480, OwnHeaders.phrase(480));
  }

  /// It answered with nothing that we can carry.
  public static Failure noSession(LegId leg) {
    return ours(
        leg,
        EndCause.PROTOCOL_ERROR,
        502,
        "expected a session description with audio in the 2xx, found none");
  }

  private static Failure ours(@Nullable LegId leg, EndCause cause, int status, String text) {
    return new Failure(leg, cause, status, OwnHeaders.phrase(status), Content.NONE, text);
  }

  private static int passed(int status) {
    if (status < 400) {
      // The redirection is not followed, and the other party's addresses stay hidden.
      return 480;
    }
    return switch (status) {
      // The challenge is for us: the caller has no credentials for it.
      case 401, 407 -> 403;
      // About our own request, not the caller's.
      case 481, 487, 491 -> 480;
      case 420, 421, 422, 494 -> 500;
      default -> status;
    };
  }

  /// How a call ends by it.
  public Outcome outcome() {
    return new Outcome(cause, leg, status, text);
  }

  /// RFC 3261 section 16.7 step 6: a 503 of one of several says that its machine is overloaded, not
  /// that the exchange is.
  public Failure ofOneOfSeveral() {
    return status == 503
        ? new Failure(leg, cause, 500, OwnHeaders.phrase(500), Content.NONE, text)
        : this;
  }

  /// Whether nobody else need be rung (RFC 3261 section 16.7 step 5).
  public boolean isGlobal() {
    return status >= 600;
  }

  /// The better one of two to tell the caller of; of two as good the earlier, which is this.
  public Failure orBetter(Failure later) {
    return later.rank() < rank() ? later : this;
  }

  /// RFC 3261 section 16.7 step 6: a 6xx first, then the lowest class; within 4xx those first that
  /// say what the caller may change. That nobody answered says least; a 503 is no better than that.
  private int rank() {
    if (isGlobal()) {
      return 0;
    }
    int within =
        switch (status) {
          case 415, 484 -> 1;
          case 486 -> 2;
          case 408, 480, 503 -> 99;
          default -> 50;
        };
    return status / 100 * 100 + within;
  }

  /// What a final failure says of the called party.
  public static EndCause causeOf(int status) {
    return switch (status) {
      case 486, 600 -> EndCause.BUSY;
      case 404, 410, 484, 604 -> EndCause.NOT_FOUND;
      case 408 -> EndCause.NO_ANSWER;
      case 480 -> EndCause.UNAVAILABLE;
      default -> status >= 500 && status < 600 ? EndCause.UNAVAILABLE : EndCause.REJECTED;
    };
  }
}
