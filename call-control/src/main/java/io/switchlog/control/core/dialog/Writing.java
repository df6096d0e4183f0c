package io.switchlog.control.core.dialog;

import io.switchlog.schemas.Bytes;
import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.Transport;
import io.switchlog.schemas.command.Authorization;
import io.switchlog.schemas.command.Destination;
import io.switchlog.schemas.command.RequestPattern;
import io.switchlog.schemas.command.SendAck;
import io.switchlog.schemas.command.SendCancel;
import io.switchlog.schemas.command.SendRequest;
import io.switchlog.schemas.command.SendResponse;
import io.switchlog.schemas.event.Content;
import io.switchlog.schemas.event.PeerDialog;
import io.switchlog.schemas.event.PeerRequest;
import io.switchlog.wire.sip.Methods;
import io.switchlog.wire.sip.NameAddress;
import io.switchlog.wire.sip.SessionIdentifier;
import io.switchlog.wire.sip.SipUri;
import io.switchlog.wire.sip.Uri;
import io.switchlog.wire.token.ClusterSecret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds what one leg sends. Everything it mints carries the leg's token: tags, Call-ID, Contact,
/// branches (ARCHITECTURE.md, "The way of a call"). A request built twice is the same both times,
/// but for its Session-ID, which tells what the parties go by as it leaves (RFC 7989 section 7).
public final class Writing {
  private static final String SESSION_ID = "Session-ID";

  private final ClusterSecret secret;
  private final CallId call;
  private final LegId leg;
  private final String token;
  private final Dialect dialect;
  private final @Nullable LegCredentials credentials;
  private final @Nullable SessionIdentifier parties;

  /// @param dialect the call's; of one that is not known, any: what is said of it depends on none
  /// @param credentials the leg's; null for none
  /// @param parties for whom we speak to whom; null where messages do not say that
  public Writing(
      ClusterSecret secret,
      CallId call,
      LegId leg,
      Dialect dialect,
      @Nullable LegCredentials credentials,
      @Nullable SessionIdentifier parties) {
    this.secret = secret;
    this.call = call;
    this.leg = leg;
    this.token = dialect.token(secret, call, leg);
    this.dialect = dialect;
    this.credentials = credentials;
    this.parties = parties;
  }

  /// The same to somebody else, as in another early dialog.
  ///
  /// @param uuid what that one goes by; null where it says none
  public Writing to(@Nullable String uuid) {
    SessionIdentifier others =
        parties == null
            ? null
            : new SessionIdentifier(
                parties.local(), uuid == null ? SessionIdentifier.NOBODY : uuid);
    return new Writing(secret, call, leg, dialect, credentials, others);
  }

  /// What we call a party that does not say what it goes by (RFC 7989 section 7).
  ///
  /// @param leg its leg's number; 0 for the exchange itself
  public static String uuid(ClusterSecret secret, CallId call, int leg) {
    return Minted.UUIDS.of(secret, call, leg);
  }

  /// The CSeq number of the request that has this branch; -1 where it is not a leg's plain request.
  public static long cseqOf(String branch) {
    String suffix = branch.substring(branch.lastIndexOf('.') + 1);
    if (suffix.isEmpty() || suffix.length() > 10) {
      return -1;
    }
    long cseq = 0;
    for (int i = 0; i < suffix.length(); i++) {
      int digit = suffix.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      cseq = cseq * 10 + digit;
    }
    return cseq;
  }

  /// An INVITE outside any dialog (RFC 3261 section 8.1.1).
  public SendRequest invite(Invite invite) {
    return new SendRequest(
        call, leg, opening(invite, Methods.INVITE, token, dialect.opening(invite)));
  }

  /// The CANCEL of such an INVITE: RFC 3261 section 9.1 wants its Request-URI, Call-ID, To, From,
  /// Route and the number of its CSeq to be the INVITE's.
  public SendCancel cancel(Invite invite, Content content) {
    Invite cancel =
        new Invite(
            invite.uri(),
            invite.destination(),
            invite.localParty(),
            invite.remoteParty(),
            Invite.MAX_FORWARDS,
            invite.cseq(),
            content);
    return new SendCancel(call, leg, opening(cancel, Methods.CANCEL, "", ""));
  }

  private RequestPattern opening(Invite invite, String method, String contactUser, String more) {
    String headers =
        head(from(invite.localParty()), invite.remoteParty(), "", token, invite.cseq(), method)
            + "Max-Forwards: "
            + invite.maxForwards()
            + "\r\n"
            + unanswered(invite.content())
            + more
            + invite.content().headers();
    return new RequestPattern(
        method,
        invite.uri(),
        branch(Long.toString(invite.cseq())),
        invite.destination(),
        contactUser,
        Bytes.of(headers),
        invite.content().body(),
        authorizations(method, invite.uri(), invite.cseq(), null));
  }

  /// Of an INVITE whose receiver nobody knows yet, and of its CANCEL, which names the same receiver
  /// (RFC 7989 section 6).
  private String unanswered(Content content) {
    return parties(content, SessionIdentifier.NOBODY);
  }

  /// The line that says for whom we speak to whom; none where what crosses has one, which a rule
  /// has set.
  private String parties(Content content, @Nullable String remote) {
    return parties == null || HeaderLines.has(content, SESSION_ID)
        ? ""
        : SESSION_ID + ": " + new SessionIdentifier(parties.local(), remote) + "\r\n";
  }

  private @Nullable List<Authorization> authorizations(
      String method, String uri, long cseq, @Nullable String fork) {
    return credentials == null
        ? null
        : switch (method) {
          // RFC 3261 section 22.1: it cannot be sent again, so nobody challenges it.
          case Methods.CANCEL -> null;
          case Methods.ACK -> credentials.inAck(uri, cseq);
          default -> credentials.in(method, uri, cseq, fork);
        };
  }

  /// A request inside a dialog (RFC 3261 section 12.2.1.1).
  public SendRequest request(Dialog dialog, String method, long cseq, Content content) {
    return new SendRequest(call, leg, inside(dialog, method, cseq, Long.toString(cseq), content));
  }

  /// The PRACK to reliable progress (RFC 3262 section 7.2).
  ///
  /// @param answer to the offer that came with the progress; nothing where none did
  public SendRequest prack(Dialog dialog, long cseq, long rseq, long inviteCseq, Content answer) {
    String rack = "RAck: " + rseq + ' ' + inviteCseq + ' ' + Methods.INVITE + "\r\n";
    Content content = new Content(Bytes.of(rack + answer.headers()), answer.body());
    return new SendRequest(
        call, leg, inside(dialog, Methods.PRACK, cseq, Long.toString(cseq), content));
  }

  /// The CANCEL of a re-INVITE.
  public SendCancel cancel(Dialog dialog, long cseq, Content content) {
    return new SendCancel(
        call, leg, inside(dialog, Methods.CANCEL, cseq, Long.toString(cseq), content));
  }

  /// The ACK to a 2xx: a request of its own with the INVITE's CSeq number (RFC 3261 section
  /// 13.2.2.4).
  public SendAck ack(Dialog dialog, long cseq, Content content) {
    return new SendAck(
        call,
        leg,
        branch(Long.toString(cseq)),
        dialog.remoteTag(),
        inside(dialog, Methods.ACK, cseq, cseq + "a", content));
  }

  /// The ACK to a failure of an INVITE outside any dialog, for an edge without its transaction: the
  /// INVITE's Request-URI, From, Call-ID, CSeq number and branch, and the To of the failure (RFC
  /// 3261 section 17.1.1.3).
  ///
  /// @param cseq the number of the INVITE that failed: of one that was sent again, maybe an older
  /// @param transport what the INVITE went over
  public SendAck ackOfFailure(Invite invite, long cseq, String toTag, Transport transport) {
    Destination went = invite.destination();
    Destination to =
        dialect.acknowledgesWhereItWent()
            ? new Destination(
                transport, went.host(), went.port(), went.flow(), went.along(), went.lookup())
            : new Destination(transport, went.host(), went.port(), went.flow());
    String head =
        head(from(invite.localParty()), invite.remoteParty(), toTag, token, cseq, Methods.ACK)
            + unanswered(Content.NONE);
    return ackOfFailure(cseq, toTag, invite.uri(), to, head);
  }

  /// The same for a re-INVITE.
  public SendAck ackOfFailure(Dialog dialog, long cseq) {
    return new SendAck(
        call,
        leg,
        branch(Long.toString(cseq)),
        dialog.remoteTag(),
        inside(dialog, Methods.ACK, cseq, Long.toString(cseq), Content.NONE));
  }

  /// The same where the INVITE is not known any more: from what the failure repeats of it. Its
  /// Request-URI is taken to be its To. Null where that is no SIP URI.
  public @Nullable SendAck ackOfFailure(Reply failure) {
    PeerDialog seen = failure.dialog();
    if (!(NameAddress.parse(seen.remoteParty()).uri() instanceof SipUri uri)) {
      return null;
    }
    String toTag = failure.remoteTag();
    String head =
        head(
                from(seen.localParty()),
                seen.remoteParty(),
                toTag,
                seen.callIdHeader(),
                failure.cseq(),
                Methods.ACK)
            + unanswered(Content.NONE);
    Destination to =
        dialect.knowsTransports()
            ? Target.destination(uri, seen.transport(), "", false)
            : Target.asBefore(uri, seen.transport(), "");
    return ackOfFailure(failure.cseq(), toTag, uri.toString(), to, head);
  }

  private SendAck ackOfFailure(long cseq, String toTag, String uri, Destination to, String head) {
    String branch = branch(Long.toString(cseq));
    Bytes headers = Bytes.of(head + "Max-Forwards: " + Invite.MAX_FORWARDS + "\r\n");
    return new SendAck(
        call,
        leg,
        branch,
        toTag,
        new RequestPattern(Methods.ACK, uri, branch, to, "", headers, Bytes.EMPTY));
  }

  /// The ACK to a 2xx that nobody wants, from another party than the one that won.
  public SendAck ackOfExtra(Dialog dialog, long cseq, Content content) {
    return new SendAck(
        call,
        leg,
        branch(Long.toString(cseq)),
        dialog.remoteTag(),
        inside(dialog, Methods.ACK, cseq, "a" + fork(dialog), content));
  }

  /// The BYE that follows it.
  public SendRequest byeOfExtra(Dialog dialog, long cseq, Content content) {
    return byeOfExtra(dialog, cseq, "b" + fork(dialog), content);
  }

  /// The same as it was sent latest: once more is another transaction.
  public SendRequest byeOfExtra(ForkBye bye) {
    Dialog dialog = Dialog.of(bye.dialog(), bye.cseq());
    String suffix = "b" + fork(dialog) + (bye.again() ? "-" + bye.cseq() : "");
    return byeOfExtra(dialog, bye.cseq(), suffix, bye.content());
  }

  private SendRequest byeOfExtra(Dialog dialog, long cseq, String suffix, Content content) {
    return new SendRequest(
        call, leg, inside(dialog, Methods.BYE, cseq, suffix, content, dialog.remoteTag()));
  }

  private String fork(Dialog dialog) {
    return secret.derive(10, "fork", token, dialog.remoteTag());
  }

  private RequestPattern inside(
      Dialog dialog, String method, long cseq, String branchSuffix, Content content) {
    return inside(dialog, method, cseq, branchSuffix, content, null);
  }

  /// @param fork as in [AuthorizedRequest]
  private RequestPattern inside(
      Dialog dialog,
      String method,
      long cseq,
      String branchSuffix,
      Content content,
      @Nullable String fork) {
    Route route = Route.of(dialog, dialect);
    boolean refreshes = Methods.shapesSession(method);
    StringBuilder headers = new StringBuilder(512);
    headers.append(
        head(
            from(dialog),
            dialog.remoteParty(),
            dialog.remoteTag(),
            dialog.callIdHeader(),
            cseq,
            method));
    headers.append("Max-Forwards: ").append(Invite.MAX_FORWARDS).append("\r\n");
    for (String hop : route.routes()) {
      headers.append("Route: <").append(hop).append(">\r\n");
    }
    headers.append(parties(content, parties == null ? null : parties.remote()));
    if (refreshes) {
      headers.append(dialect.lines());
    }
    headers.append(content.headers());
    return new RequestPattern(
        method,
        route.uri(),
        branch(branchSuffix),
        route.destination(),
        refreshes || wantsContact(method) ? token : "",
        Bytes.of(headers.toString()),
        content.body(),
        authorizations(method, route.uri(), cseq, fork));
  }

  /// An answer to a request of the peer (RFC 3261 section 8.2.6). It names our Contact where it
  /// opens a dialog or refreshes its target, and where it takes a REFER (RFC 3515 section 2.2).
  public SendResponse response(PeerRequest request, int status, String reason, Content content) {
    boolean invite = request.method().equals(Methods.INVITE);
    boolean opensOrRefreshes =
        status < 300
            && (invite
                || request.method().equals(Methods.UPDATE)
                || request.method().equals(Methods.REFER));
    boolean update = request.method().equals(Methods.UPDATE);
    boolean says =
        status >= 200 && status < 300 && (invite || (update && dialect.isSaidToUpdates()));
    String more = says ? dialect.lines() : "";
    String asker = request.uuid();
    String remote = asker != null || parties == null ? asker : parties.remote();
    return new SendResponse(
        call,
        leg,
        request.transaction(),
        request.method(),
        status,
        reason,
        opensOrRefreshes ? token : "",
        Bytes.of(request.echo() + parties(content, remote) + more + content.headers()),
        content.body(),
        null,
        opensOrRefreshes ? request.secure() : null);
  }

  /// RFC 3515 section 2.2 and RFC 6665 section 8.2.1 want one there.
  private static boolean wantsContact(String method) {
    return method.equals(Methods.REFER) || method.equals(Methods.NOTIFY);
  }

  /// Progress of a caller's INVITE.
  ///
  /// @param rseq where it waits for a PRACK (RFC 3262 section 3): its number; else null
  public SendResponse progress(
      PeerRequest invite, int status, String reason, Content content, @Nullable Long rseq) {
    SendResponse plain = response(invite, status, reason, content);
    return rseq == null
        ? plain
        : new SendResponse(
            call,
            leg,
            plain.transaction(),
            plain.method(),
            status,
            reason,
            plain.contactUser(),
            Bytes.of(plain.headers() + "Require: 100rel\r\nRSeq: " + rseq + "\r\n"),
            plain.body(),
            rseq,
            plain.secure());
  }

  private String from(String party) {
    return party + ";tag=" + token;
  }

  /// Our tag stays what it was where another call began the dialog.
  private String from(Dialog dialog) {
    return dialog.localTag() == null
        ? from(dialog.localParty())
        : dialog.localParty() + ";tag=" + dialog.localTag();
  }

  private String head(
      String from,
      String remoteParty,
      String remoteTag,
      String callIdHeader,
      long cseq,
      String method) {
    return "From: "
        + from
        + "\r\nTo: "
        + remoteParty
        + (remoteTag.isEmpty() ? "" : ";tag=" + remoteTag)
        + "\r\nCall-ID: "
        + callIdHeader
        + "\r\nCSeq: "
        + cseq
        + ' '
        + method
        + "\r\n";
  }

  private String branch(String suffix) {
    return "z9hG4bK" + token + '.' + suffix;
  }

  /// The Request-URI of what is sent inside a dialog.
  public static String requestUri(Dialog dialog) {
    return Route.of(dialog, Dialect.NEWEST).uri();
  }

  /// How a request inside a dialog finds its way.
  private record Route(String uri, List<String> routes, Destination destination) {
    static Route of(Dialog dialog, Dialect dialect) {
      List<String> routes = dialog.routes();
      String target = dialog.remoteTarget();
      if (routes.isEmpty()) {
        return new Route(target, routes, hop(target, dialog, dialect));
      }
      String first = routes.getFirst();
      if (Uri.tryParse(first) instanceof SipUri loose && loose.isLooseRouter()) {
        return new Route(target, routes, hop(first, dialog, dialect));
      }
      // RFC 3261 section 12.2.1.1: a strict router takes the Request-URI for itself, so it gets its
      // own name there, and the target goes to the end of the route.
      List<String> shifted = new ArrayList<>(routes.subList(1, routes.size()));
      shifted.add(target);
      return new Route(first, shifted, hop(first, dialog, dialect));
    }

    private static Destination hop(String uriText, Dialog dialog, Dialect dialect) {
      if (Uri.tryParse(uriText) instanceof SipUri uri) {
        // A leg that came over one of the newer transports into a call of before is of today.
        Destination named =
            dialect.knowsTransports() || !isOfBefore(dialog.transport()) || dialog.secure()
                ? Target.destination(uri, dialog.transport(), dialog.flow(), dialog.secure())
                : Target.asBefore(uri, dialog.transport(), dialog.flow());
        return dialect.followsFlows() ? Reach.of(named, dialog, dialect) : named;
      }
      return new Destination(Transport.UDP, uriText, 5060, dialog.flow());
    }

    private static boolean isOfBefore(Transport transport) {
      return switch (transport) {
        case UDP, TCP -> true;
        case TLS, WS, WSS -> false;
      };
    }
  }
}
