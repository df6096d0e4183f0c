package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.Flow;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.config.HeaderRules;
import io.switchlog.schemas.event.Challenge;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.schemas.event.Reliability;
import io.switchlog.schemas.event.SessionTiming;
import io.switchlog.schemas.inbox.ServerTransaction;
import io.switchlog.wire.sip.DigestChallenge;
import io.switchlog.wire.sip.Extensions;
import io.switchlog.wire.sip.HeaderName;
import io.switchlog.wire.sip.MalformedHeader;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.OtherUri;
import io.switchlog.wire.sip.ParseResult;
import io.switchlog.wire.sip.Replaces;
import io.switchlog.wire.sip.SessionExpires;
import io.switchlog.wire.sip.SessionIdentifier;
import io.switchlog.wire.sip.SipMessage;
import io.switchlog.wire.sip.SipParser;
import io.switchlog.wire.sip.SipRequest;
import io.switchlog.wire.sip.SipResponse;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.TelUri;
import io.switchlog.wire.sip.Uri;
import io.switchlog.wire.sip.Via;
import io.switchlog.wire.token.CallKey;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads messages into what a call needs to know of them. The edge has validated each; one that
/// does not hold what its kind must hold all the same reads as null.
public final class Reading {
  /// Nobody has a longer one, and a call keeps it.
  private static final int LONGEST_CHALLENGE = 2_000;

  private Reading() {}

  /// An INVITE outside a dialog.
  ///
  /// @param secret the cluster's keys; the dialog's tag is under the one that gave the call its id
  /// @param leg the leg it opens
  /// @param dialect the call's, or the one that it would begin with
  public static @Nullable Invitation invitation(
      ServerTransaction transaction,
      Bytes message,
      ClusterSecret secret,
      CallId call,
      LegId leg,
      Dialect dialect) {
    if (!(message(message) instanceof SipRequest invite) || !invite.isMethod(Methods.INVITE)) {
      return null;
    }
    ClusterSecret key = birthKey(secret, call, invite);
    String token = dialect.token(key == null ? secret.named(null) : key, call, leg);
    NameAddress contact = invite.contact();
    boolean hasContact = contact != null && contact.sipUri() != null;
    List<String> replaced = invite.headers("Replaces");
    Replaces replaces = replaced.size() == 1 ? Replaces.parse(replaced.getFirst()) : null;
    // RFC 3261 section 12.1.1: the route set of a UAS is Record-Route in its order.
    PeerDialog dialog =
        new PeerDialog(
            invite.callId(),
            withoutTag(invite.to()),
            withoutTag(invite.from()),
            tag(invite.from()),
            contact == null ? "" : contact.uri().toString(),
            uris(invite.recordRoutes()),
            invite.cseq().number(),
            transaction.transport(),
            transaction.flow(),
            null,
            transaction.over(),
            sentBy(transaction),
            isSecure(invite.uri()) ? true : null);
    return new Invitation(
        request(transaction, invite, token),
        dialog,
        invite.uriText(),
        calledUser(invite.uri()),
        invite.maxForwards().orElse(Invite.MAX_FORWARDS),
        EndToEnd.of(invite, true, null, Dialect.NEWEST),
        Extensions.unknown(invite.tokens(HeaderName.REQUIRE)),
        invite.bodyLength() == 0 || isSession(invite),
        hasContact,
        key == null ? null : key.id(),
        replaces,
        replaces == null && !replaced.isEmpty());
  }

  /// The cluster's key under which a request outside any dialog has this call's id; null where it
  /// has it under none.
  public static @Nullable ClusterSecret birthKey(ClusterSecret secret, CallId call, Bytes message) {
    return message(message) instanceof SipRequest request ? birthKey(secret, call, request) : null;
  }

  private static @Nullable ClusterSecret birthKey(
      ClusterSecret secret, CallId call, SipRequest request) {
    return CallKey.secretOf(
        call.value(),
        secret,
        request.callId(),
        tag(request.from()),
        request.uriText(),
        request.cseq().number());
  }

  /// Our tag in the dialog of a response; null where it has none.
  public static @Nullable String ownTag(Bytes response) {
    return message(response) instanceof SipResponse read ? read.from().tag() : null;
  }

  /// What crosses of an INVITE that begins a call, under the rules of the way that it goes.
  public static Content crossing(Bytes request, HeaderRules rules) {
    return message(request) instanceof SipRequest read
        ? EndToEnd.of(read, true, rules, Dialect.NEWEST)
        : Content.NONE;
  }

  /// A request inside a dialog, or a CANCEL, of which nothing crosses by any rule.
  ///
  /// @param token our tag, for answers to a request that names none
  public static @Nullable PeerMessage request(
      ServerTransaction transaction, Bytes message, String token) {
    return request(transaction, message, token, null, Dialect.NEWEST);
  }

  /// A request inside a dialog, or a CANCEL.
  ///
  /// @param token our tag, for answers to a request that names none
  /// @param rules of what crosses; null for none
  /// @param dialect of the call
  public static @Nullable PeerMessage request(
      ServerTransaction transaction,
      Bytes message,
      String token,
      @Nullable HeaderRules rules,
      Dialect dialect) {
    if (!(message(message) instanceof SipRequest request)) {
      return null;
    }
    NameAddress contact = Methods.shapesSession(request.method()) ? request.contact() : null;
    return new PeerMessage(
        request(transaction, request, token),
        request.callId(),
        tag(request.from()),
        contact == null || contact.sipUri() == null ? null : contact.uri().toString(),
        EndToEnd.of(request, true, rules, dialect),
        isSession(request),
        !Extensions.unknown(request.tokens(HeaderName.REQUIRE)).isEmpty(),
        Methods.isKnown(request.method()),
        request.isMethod(Methods.PRACK) ? request.rack() : null);
  }

  /// An ACK or a CANCEL that the edge answers by itself: nothing will be sent back.
  ///
  /// @param rules of what crosses; null for none
  /// @param dialect of the call
  public static @Nullable PeerMessage unanswerable(
      Bytes message, @Nullable HeaderRules rules, Dialect dialect) {
    return request(NOBODY, message, "", rules, dialect);
  }

  /// Whether a CANCEL is of the INVITE of a transaction: it has its branch and its sent-by (RFC
  /// 3261 sections 9.1 and 17.2.3). One of a peer of RFC 2543 has all of its Via.
  public static boolean cancels(Bytes cancel, ServerTransaction invite) {
    if (invite.vias().isEmpty() || !(message(cancel) instanceof SipRequest request)) {
      return false;
    }
    try {
      Via wanted = Via.parse(invite.vias().getFirst());
      Via found = request.via();
      return Objects.equals(found.branch(), wanted.branch())
          && found.host().equalsIgnoreCase(wanted.host())
          && found.port() == wanted.port();
    } catch (MalformedHeader e) {
      return false;
    }
  }

  private static final ServerTransaction NOBODY =
      new ServerTransaction(NodeId.edge(0), "", "", Transport.UDP, "", 0, "", List.of());

  /// A response to a request of ours.
  ///
  /// @param flow what it came over; null: not told
  /// @param rules of what crosses; null for none
  /// @param dialect of the call
  public static @Nullable Reply reply(
      Bytes message, @Nullable Flow flow, @Nullable HeaderRules rules, Dialect dialect) {
    if (!(message(message) instanceof SipResponse response)) {
      return null;
    }
    NameAddress contact = response.contact();
    String target = contact == null || contact.sipUri() == null ? null : contact.uri().toString();
    // RFC 3261 section 12.1.2: the route set of a UAC is Record-Route in reverse.
    List<String> routes = new ArrayList<>(uris(response.recordRoutes()));
    Collections.reverse(routes);
    PeerDialog dialog =
        new PeerDialog(
            response.callId(),
            withoutTag(response.from()),
            withoutTag(response.to()),
            tag(response.to()),
            target == null ? response.to().uri().toString() : target,
            routes,
            0,
            transportOf(response),
            "",
            uuid(response),
            flow,
            null,
            isSecure(response.to().uri()) ? true : null);
    List<NameAddress> named = response.status() / 100 == 3 ? response.contacts() : List.of();
    return new Reply(
        response.status(),
        response.reason(),
        response.cseq().method(),
        response.cseq().number(),
        tag(response.to()),
        target,
        dialog,
        EndToEnd.of(response, response.status() < 300, rules, dialect),
        byPreference(named),
        named,
        isSession(response),
        rseq(response),
        isTimed(response) ? timing(response) : null,
        challenges(response));
  }

  /// RFC 8760 section 2.4: of several hashes for one realm the first that is known.
  private static List<Challenge> challenges(SipResponse response) {
    boolean byProxy = response.status() == 407;
    if (!byProxy && response.status() != 401) {
      return List.of();
    }
    List<Challenge> all = new ArrayList<>();
    for (String text : response.headers(byProxy ? "Proxy-Authenticate" : "WWW-Authenticate")) {
      DigestChallenge read = text.length() > LONGEST_CHALLENGE ? null : DigestChallenge.parse(text);
      if (read != null && all.stream().noneMatch(one -> one.realm().equals(read.realm()))) {
        boolean coversBody = read.protection() == DigestChallenge.Protection.AUTH_INT;
        all.add(new Challenge(byProxy, read.realm(), text, read.nonce(), coversBody));
      }
    }
    return all;
  }

  /// RFC 3261 section 8.1.3.4: in the order of their `q`, which is 1 where there is none.
  private static List<String> byPreference(List<NameAddress> contacts) {
    return contacts.stream()
        .filter(contact -> contact.sipUri() != null)
        .sorted(Comparator.comparingInt(contact -> -preference(contact)))
        .map(contact -> contact.uri().toString())
        .toList();
  }

  private static int preference(NameAddress contact) {
    String q = contact.params().get("q");
    return q == null || !q.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")
        ? 1_000
        : (int) Math.round(Double.parseDouble(q) * 1_000);
  }

  private static @Nullable SipMessage message(Bytes bytes) {
    return SipParser.parse(bytes.array()) instanceof ParseResult.Parsed(SipMessage message)
            && message.validate() == null
        ? message
        : null;
  }

  private static PeerRequest request(
      ServerTransaction transaction, SipRequest request, String token) {
    StringBuilder echo = new StringBuilder(256);
    for (int i = 0; i < request.headerCount(); i++) {
      switch (request.knownName(i)) {
        case FROM, CALL_ID, CSEQ, RECORD_ROUTE -> line(echo, request, i, "");
        // RFC 3261 section 8.2.6.2: an answer has a To-tag even where the request has none.
        case TO -> line(echo, request, i, tag(request.to()).isEmpty() ? ";tag=" + token : "");
        default -> {
          // Not repeated in answers.
        }
      }
    }
    return new PeerRequest(
        transaction,
        request.method(),
        request.cseq().number(),
        Bytes.of(echo.toString()),
        Methods.shapesSession(request.method()) ? timing(request) : null,
        request.isMethod(Methods.INVITE) ? reliability(request) : null,
        uuid(request),
        isSecure(request) ? true : null);
  }

  /// RFC 3261 section 12.1.1: whether whoever answers has to be reached by TLS as well.
  private static boolean isSecure(SipRequest request) {
    List<NameAddress> routes = request.recordRoutes();
    NameAddress contact = request.contact();
    return isSecure(request.uri())
        || (routes.isEmpty()
            ? contact != null && isSecure(contact.uri())
            : isSecure(routes.getFirst().uri()));
  }

  private static boolean isSecure(Uri uri) {
    return uri instanceof SipUri sip && sip.secure();
  }

  /// What its sender goes by (RFC 7989); null where it says none, or nobody.
  private static @Nullable String uuid(SipMessage message) {
    SessionIdentifier said = message.sessionIdentifier();
    return said == null || said.local().equals(SessionIdentifier.NOBODY) ? null : said.local();
  }

  /// Where whoever sent a request takes itself to be: the host of its Via; null where that is where
  /// it is seen, or not known.
  public static @Nullable String sentBy(ServerTransaction transaction) {
    try {
      String told =
          transaction.vias().isEmpty() ? null : Via.parse(transaction.vias().getFirst()).address();
      return transaction.sourceAddress().equals(told) ? null : told;
    } catch (MalformedHeader e) {
      return null;
    }
  }

  /// The tag of whoever sent a request, empty where it has none.
  public static String senderTag(PeerRequest request) {
    String from = HeaderLines.value(new Content(request.echo(), Bytes.EMPTY), "From");
    return from == null ? "" : tag(NameAddress.parse(from));
  }

  private static void line(StringBuilder echo, SipRequest request, int i, String more) {
    echo.append(request.knownName(i).canonical())
        .append(": ")
        .append(request.headerValue(i))
        .append(more)
        .append("\r\n");
  }

  /// RFC 3262 section 3.
  private static @Nullable Reliability reliability(SipRequest invite) {
    if (invite.hasToken(HeaderName.REQUIRE, Extensions.RELIABLE)) {
      return Reliability.REQUIRED;
    }
    return invite.hasToken(HeaderName.SUPPORTED, Extensions.RELIABLE)
        ? Reliability.SUPPORTED
        : null;
  }

  /// RFC 3262 section 4: 100 is never reliable, and what is says so.
  private static long rseq(SipResponse response) {
    return response.status() > 100
            && response.status() < 200
            && response.hasToken(HeaderName.REQUIRE, Extensions.RELIABLE)
        ? response.rseq().orElse(0)
        : 0;
  }

  private static boolean isTimed(SipResponse response) {
    return (response.isSuccess() || response.status() == 422)
        && Methods.shapesSession(response.cseq().method());
  }

  /// What a message says of its session's timer; null for nothing.
  private static @Nullable SessionTiming timing(SipMessage message) {
    SessionExpires expires = message.sessionExpires();
    SessionExpires least = message.leastSessionExpires();
    boolean supported =
        message.hasToken(HeaderName.SUPPORTED, Extensions.TIMER)
            || message.hasToken(HeaderName.REQUIRE, Extensions.TIMER);
    return expires == null && least == null && !supported
        ? null
        : new SessionTiming(
            supported,
            seconds(expires),
            refresher(expires),
            seconds(least),
            message.hasToken(HeaderName.ALLOW, Methods.UPDATE));
  }

  private static int seconds(@Nullable SessionExpires value) {
    return value == null ? 0 : (int) Math.min(value.seconds(), Integer.MAX_VALUE);
  }

  private static SessionTiming.@Nullable Refresher refresher(@Nullable SessionExpires expires) {
    if (expires == null || !(expires.isRefreshedByUac() || expires.isRefreshedByUas())) {
      return null;
    }
    return expires.isRefreshedByUac() ? SessionTiming.Refresher.UAC : SessionTiming.Refresher.UAS;
  }

  private static String tag(NameAddress address) {
    String tag = address.tag();
    return tag == null ? "" : tag;
  }

  private static String withoutTag(NameAddress address) {
    return address.withParams(address.params().without("tag")).toString();
  }

  private static List<String> uris(List<NameAddress> addresses) {
    return addresses.stream().map(address -> address.uri().toString()).toList();
  }

  private static Transport transportOf(SipResponse response) {
    Transport named = Transport.named(response.via().transport());
    return named == null ? Transport.UDP : named;
  }

  private static boolean isSession(SipMessage message) {
    var type = message.contentType();
    return message.bodyLength() > 0 && type != null && type.isSdp();
  }

  private static String calledUser(Uri uri) {
    return switch (uri) {
      case SipUri sip -> {
        String user = sip.decodedUser();
        yield user == null ? "" : user;
      }
      case TelUri tel -> tel.digits();
      case OtherUri _ -> "";
    };
  }
}
