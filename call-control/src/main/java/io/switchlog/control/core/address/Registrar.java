package io.switchlog.control.core.address;

import io.switchlog.control.core.address.Registration.Asked;
import io.switchlog.control.core.aggregate.AddressedCommand;
import io.switchlog.control.core.aggregate.Decision;
import io.switchlog.schemas.AggregateId;
import io.switchlog.schemas.UserAddress;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.AddressRegistered;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.wire.sip.SipUri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a registrar does with a REGISTER (RFC 3261 section 10.3). Who may say so the edge has
/// asked. Either all of it is done or nothing.
///
/// | the REGISTER | answer |
/// |---|---|
/// | names no contact | 200 with what there is |
/// | `*`, and does not expire at once, or names more | 400 |
/// | a contact by which nobody can be rung, or too long a one | 400 |
/// | is older than what is bound by the same Call-ID | 500 |
/// | is the one that was taken last | 200 with what there is |
/// | less than a minute | 423 |
/// | a flow through somebody who does not know of flows | 439 |
/// | more contacts than an address has | 403 |
/// | all else | 200, and bound, refreshed or taken back |
final class Registrar {
  /// A phone that asks for less would do nothing else.
  static final long LEAST_SECONDS = 60;

  /// A phone that is gone is rung for no longer.
  static final long MOST_SECONDS = 3_600;

  /// An address has no more: each is a phone that rings.
  static final int MOST_BINDINGS = 10;

  /// Of a contact, a Path and the name of a phone together: they are kept, and told to calls.
  private static final int LONGEST = 1_500;

  private final AggregateId id;
  private final Address address;
  private final Registration asked;
  private final Instant now;

  private Registrar(AggregateId id, Address address, Registration asked, Instant now) {
    this.id = id;
    this.address = address;
    this.asked = asked;
    this.now = now;
  }

  static Decision decide(AggregateId id, Address address, RegisterReceived input, Instant now) {
    Registration asked = Registration.read(input);
    return asked == null
        ? Decision.refused("a valid REGISTER", "another message")
        : new Registrar(id, address, asked, now).decide(input.user());
  }

  private Decision decide(String user) {
    if (asked.star()) {
      return takeAllBack(user);
    }
    if (asked.contacts().isEmpty()) {
      return answered(200, "OK", Answer.bindings(address.holding(now), now));
    }
    List<ContactBinding> bound = new ArrayList<>(address.holding(now));
    for (Asked contact : asked.contacts()) {
      Decision refused = apply(contact, bound);
      if (refused != null) {
        return refused;
      }
    }
    if (bound.size() > MOST_BINDINGS) {
      return answered(403, "Too Many Contacts", "");
    }
    return accepted(user, bound);
  }

  /// RFC 3261 section 10.2.2.
  private Decision takeAllBack(String user) {
    if (asked.expires().orElse(1) != 0) {
      return answered(400, "Bad Request: expected Expires: 0 with Contact: *", "");
    }
    for (ContactBinding binding : address.holding(now)) {
      if (isOld(binding)) {
        return outOfOrder();
      }
    }
    return accepted(user, List.of());
  }

  /// @param bound what is bound so far, to be changed
  /// @return why not; null where it is done
  private @Nullable Decision apply(Asked contact, List<ContactBinding> bound) {
    SipUri uri = contact.uri();
    if (uri == null) {
      return answered(400, "Bad Request: expected a SIP URI in Contact", "");
    }
    ContactBinding before = bound.stream().filter(contact::isAbout).findFirst().orElse(null);
    if (before != null && isOld(before)) {
      return isRepeated(before)
          ? answered(200, "OK", Answer.bindings(address.holding(now), now))
          : outOfOrder();
    }
    long seconds = asked.seconds(contact, MOST_SECONDS);
    if (seconds == 0) {
      bound.remove(before);
      return null;
    }
    if (seconds < LEAST_SECONDS) {
      return answered(423, "Interval Too Brief", "Min-Expires: " + LEAST_SECONDS + "\r\n");
    }
    if (contact.regId() != null && asked.hops() > 1 && !asked.outbound()) {
      // RFC 5626 section 6: what is bound to a flow has to come back along it.
      return answered(439, "First Hop Lacks Outbound Support", "");
    }
    ContactBinding after =
        asked.binding(contact, uri, now.plusSeconds(Math.min(seconds, MOST_SECONDS)));
    if (length(after) > LONGEST) {
      return answered(400, "Bad Request: expected a shorter Contact or Path", "");
    }
    if (before == null) {
      bound.add(after);
    } else {
      bound.set(bound.indexOf(before), after);
    }
    return null;
  }

  private static int length(ContactBinding binding) {
    String instance = binding.instance();
    return binding.contact().length()
        + binding.path().stream().mapToInt(String::length).sum()
        + binding.callId().length()
        + (instance == null ? 0 : instance.length());
  }

  /// RFC 3261 section 10.3, step 7: what a phone said before does not undo what it said later.
  private boolean isOld(ContactBinding binding) {
    return binding.callId().equals(asked.callId()) && asked.request().cseq() <= binding.cseq();
  }

  /// Its answer was lost, and with it the edge that would know it again.
  private boolean isRepeated(ContactBinding binding) {
    return asked.request().cseq() == binding.cseq();
  }

  private Decision outOfOrder() {
    return answered(500, "Server Internal Error: expected a higher CSeq", "");
  }

  private Decision accepted(String user, List<ContactBinding> bound) {
    return bound.equals(address.bindings())
        ? answered(200, "OK", Answer.bindings(bound, now))
        : new Decision.Accepted(
            List.of(new AddressRegistered(UserAddress.of(id), asked.request(), user, bound)));
  }

  private Decision answered(int status, String reason, String headers) {
    AddressedCommand answer = Answer.to(id, asked.request(), status, reason, headers, now);
    return new Decision.Answered(List.of(answer));
  }
}
