package io.switchlog.control.core.address;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.address.ContactBinding;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.inbox.RegisterReceived;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.Params;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a REGISTER asks (RFC 3261 section 10.2).
///
/// @param request what its answer needs
/// @param callId its Call-ID
/// @param contacts what it names
/// @param star whether it takes back all that there is
/// @param expires what it says for contacts that say nothing themselves, in seconds
/// @param hops how many Vias it has: where there are several, somebody stands between
/// @param outbound whether whoever stands between sends along flows (`ob` in the last Path, RFC
///   5626 section 5.1)
/// @param path its Path values, the one next to us first (RFC 3327 section 5.3)
/// @param agent what the phone calls itself; null: nothing
record Registration(
    PeerRequest request,
    String callId,
    List<Asked> contacts,
    boolean star,
    OptionalLong expires,
    int hops,
    boolean outbound,
    List<String> path,
    @Nullable String agent) {

  /// A binding that is to be made, refreshed or, where it expires at once, taken back.
  ///
  /// @param uri the contact's; null where it is of a scheme by which nobody can be rung
  /// @param expires in seconds; null where it does not say
  /// @param instance as in [ContactBinding]
  /// @param regId as in [ContactBinding]; null without an instance, without which it means nothing
  ///   (RFC 5626 section 6)
  record Asked(
      @Nullable SipUri uri,
      int priority,
      @Nullable Long expires,
      @Nullable String instance,
      @Nullable Integer regId) {

    /// Whether a binding is the one that it is about: of a phone with several flows the flow tells,
    /// of all others the contact (RFC 5626 section 6, RFC 3261 section 10.3).
    boolean isAbout(ContactBinding binding) {
      if (instance != null && regId != null && binding.regId() != null) {
        return instance.equals(binding.instance()) && regId.equals(binding.regId());
      }
      return uri != null && uri.isEquivalentTo(SipUri.parse(binding.contact()));
    }
  }

  /// What seconds that are no number stand for (RFC 3261 section 20.10).
  private static final long NO_NUMBER = 3_600;

  /// What a phone calls itself is for people.
  private static final int LONGEST_AGENT = 120;

  /// Reads one.
  ///
  /// @return null where it is none; the edge has validated it
  static @Nullable Registration read(RegisterReceived input) {
    if (!(SipParser.parse(input.message().array()) instanceof ParseResult.Parsed(SipMessage read))
        || read.validate() != null
        || !(read instanceof SipRequest request)
        || !request.isMethod(Methods.REGISTER)) {
      return null;
    }
    List<String> path =
        request.addresses(HeaderName.PATH).stream().map(each -> each.uri().toString()).toList();
    return new Registration(
        new PeerRequest(
            input.transaction(), Methods.REGISTER, request.cseq().number(), echo(request)),
        request.callId(),
        request.contacts().stream().map(Registration::asked).toList(),
        request.contactIsStar(),
        request.has(HeaderName.EXPIRES) && request.expires().isEmpty()
            ? OptionalLong.of(NO_NUMBER)
            : request.expires(),
        request.vias().size(),
        !path.isEmpty()
            && Uri.tryParse(path.getLast()) instanceof SipUri last
            && last.params().has("ob"),
        path,
        agent(request.header(HeaderName.USER_AGENT)));
  }

  private static @Nullable String agent(@Nullable String text) {
    return text == null || text.length() <= LONGEST_AGENT ? text : text.substring(0, LONGEST_AGENT);
  }

  /// The header lines that an answer repeats (RFC 3261 section 8.2.6.2), with a tag that the same
  /// request gets at any edge.
  private static Bytes echo(SipRequest request) {
    StringBuilder lines = new StringBuilder(256);
    for (HeaderName name :
        List.of(HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ)) {
      lines.append(name.canonical()).append(": ").append(request.header(name));
      if (name == HeaderName.TO && request.to().tag() == null) {
        lines.append(";tag=").append(Long.toHexString(tag(request.callId())));
      }
      lines.append("\r\n");
    }
    return Bytes.of(lines.toString());
  }

  private static long tag(String text) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100_0000_01b3L;
    }
    return hash;
  }

  private static Asked asked(NameAddress contact) {
    Params params = contact.params();
    String instance = params.get("+sip.instance");
    Integer regId = instance == null ? null : regId(params.get("reg-id"));
    SipUri uri = contact.sipUri();
    return new Asked(
        uri == null ? null : uri.withoutHeaders(),
        priority(params.get("q")),
        params.has("expires") ? seconds(params.get("expires")) : null,
        instance,
        regId);
  }

  private static long seconds(@Nullable String text) {
    return text == null || !text.matches("\\d{1,10}") ? NO_NUMBER : Long.parseLong(text);
  }

  private static @Nullable Integer regId(@Nullable String text) {
    return text == null || !text.matches("[1-9]\\d{0,8}") ? null : Integer.valueOf(text);
  }

  /// RFC 3261 section 20.10: 1 where nothing is said.
  private static int priority(@Nullable String q) {
    return q == null || !q.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")
        ? 1_000
        : (int) Math.round(Double.parseDouble(q) * 1_000);
  }

  /// How long a contact is to be bound, in seconds.
  ///
  /// @param usual where nothing is said
  long seconds(Asked contact, long usual) {
    Long own = contact.expires();
    return own == null ? expires.orElse(usual) : own;
  }

  /// The binding that a contact makes.
  ContactBinding binding(Asked contact, SipUri uri, Instant until) {
    return new ContactBinding(
        uri.toString(),
        request.transaction().over(),
        path,
        contact.priority(),
        callId,
        request.cseq(),
        until,
        contact.instance(),
        contact.regId(),
        agent);
  }
}
