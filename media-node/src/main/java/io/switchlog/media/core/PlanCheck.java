package io.switchlog.media.core;

import io.switchlog.schemas.LegId;
import io.switchlog.schemas.media.AddressFamily;
import io.switchlog.schemas.media.Endpoint;
import io.switchlog.schemas.media.MediaPlan;
import io.switchlog.schemas.media.Payload;
import io.switchlog.schemas.media.RemoteAddress;
import io.switchlog.schemas.media.Source;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a plan can be carried out by a node that serves some address families.
final class PlanCheck {
  private PlanCheck() {}

  /// Where a leg wants its packets; null for nowhere, for port 0 (a stream that was turned down)
  /// and for the unspecified address (a hold of RFC 2543's time).
  record Addresses(@Nullable InetSocketAddress rtp, @Nullable InetSocketAddress rtcp) {
    static final Addresses NONE = new Addresses(null, null);
  }

  /// What is wrong with a plan, for people; null where nothing is.
  static @Nullable String objection(MediaPlan plan, Set<AddressFamily> served) {
    Set<LegId> legs = new HashSet<>();
    for (Endpoint endpoint : plan.endpoints()) {
      if (!legs.add(endpoint.leg())) {
        return "leg " + endpoint.leg() + " has two endpoints";
      }
    }
    for (Endpoint endpoint : plan.endpoints()) {
      String objection = objection(endpoint, legs, served);
      if (objection != null) {
        return "leg " + endpoint.leg() + " " + objection;
      }
    }
    return null;
  }

  private static @Nullable String objection(
      Endpoint endpoint, Set<LegId> legs, Set<AddressFamily> served) {
    if (!served.contains(endpoint.family())) {
      return "needs " + endpoint.family() + ", this node serves " + served;
    }
    RemoteAddress remote = endpoint.remote();
    if (remote != null) {
      try {
        InetAddress host = InetAddress.ofLiteral(remote.host());
        if (host instanceof Inet4Address != (endpoint.family() == AddressFamily.IP4)) {
          return "is " + endpoint.family() + " but wants its packets at " + remote.host();
        }
      } catch (IllegalArgumentException notNumeric) {
        return "wants its packets at " + remote.host() + ", which is not a numeric address";
      }
      if (isNoPort(remote.rtpPort()) || isNoPort(remote.rtcpPort())) {
        return "wants its packets at ports " + remote.rtpPort() + " and " + remote.rtcpPort();
      }
    }
    return switch (endpoint.source()) {
      case Source.Relay(LegId from) when !legs.contains(from) ->
          "is to hear leg " + from + ", which has no endpoint";
      case Source.Relay(LegId from) when from.equals(endpoint.leg()) ->
          "is to hear itself by relay instead of echo";
      case Source.Tone(), Source.Ringback(), Source.Parked(String _) -> toneObjection(endpoint);
      case Source.Relay _, Source.Echo(), Source.Silence() -> null;
    };
  }

  private static @Nullable String toneObjection(Endpoint endpoint) {
    if (!endpoint.payloads().isEmpty() && tone(endpoint.payloads()) == null) {
      return "is to hear a tone but speaks neither PCMU nor PCMA";
    }
    return endpoint.ptimeMillis() < 10 || endpoint.ptimeMillis() > 60
        ? "is to hear packets of " + endpoint.ptimeMillis() + " ms, 10 to 60 can be made"
        : null;
  }

  /// The payload that a tone is sent in: the first G.711 among those agreed on.
  static @Nullable Payload tone(List<Payload> payloads) {
    for (Payload payload : payloads) {
      if (payload.clockRate() == Tone.SAMPLE_RATE
          && (payload.encoding().equalsIgnoreCase("PCMU")
              || payload.encoding().equalsIgnoreCase("PCMA"))) {
        return payload;
      }
    }
    return null;
  }

  /// The socket addresses of a remote that passed the check.
  static Addresses addresses(@Nullable RemoteAddress remote) {
    if (remote == null) {
      return Addresses.NONE;
    }
    InetAddress host = InetAddress.ofLiteral(remote.host());
    return host.isAnyLocalAddress()
        ? Addresses.NONE
        : new Addresses(address(host, remote.rtpPort()), address(host, remote.rtcpPort()));
  }

  private static @Nullable InetSocketAddress address(InetAddress host, int port) {
    return port == 0 ? null : new InetSocketAddress(host, port);
  }

  private static boolean isNoPort(int port) {
    return port < 0 || port > 65_535;
  }
}
