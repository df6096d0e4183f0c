package io.switchlog.media.core;

import io.switchlog.schemas.NodeId;
import io.switchlog.schemas.media.AddressFamily;
import java.util.Map;

/// What a [MediaCore] is told once.
///
/// @param node in whose name it speaks
/// @param advertised the numeric address that legs are told to send to, for each family served
/// @param ports the ports that it may use; no other core may use them, but for those leased
/// @param reportIntervalMicros how often a leg's quality is reported
/// @param entropy where synchronization sources and the like are derived from; the same for none
///   other
public record MediaSettings(
    NodeId node,
    Map<AddressFamily, String> advertised,
    PortPool ports,
    long reportIntervalMicros,
    long entropy) {
  public MediaSettings {
    advertised = Map.copyOf(advertised);
  }

  /// Numbers for one leg, hard to guess without [#entropy] (the finalizer of SplitMix64).
  long entropyOf(String call, int leg, int purpose) {
    long mixed = entropy + 0x9E37_79B9_7F4A_7C15L * (call.hashCode() * 31L + leg * 7L + purpose);
    for (int i = 0; i < call.length(); i++) {
      mixed = (mixed ^ call.charAt(i)) * 0xBF58_476D_1CE4_E5B9L;
      mixed ^= mixed >>> 29;
    }
    mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
    return mixed ^ mixed >>> 31;
  }
}
