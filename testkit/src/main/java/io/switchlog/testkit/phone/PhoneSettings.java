package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;

/// Who a phone is.
///
/// @param user the user part of its address
/// @param sip where it listens, as it tells others
/// @param reliable whether its signalling goes over streams, so that it repeats no request
/// @param media where it says that it takes RTP
/// @param seed what its tags, branches and Call-IDs come from
public record PhoneSettings(String user, Address sip, boolean reliable, Address media, long seed) {
  String transport() {
    return reliable ? "TCP" : "UDP";
  }
}
