package io.switchlog.testkit.phone;

import io.switchlog.testkit.net.Address;

/// Where a phone's messages leave.
@FunctionalInterface
public interface PhoneOutlet {
  /// Sends one message; it may get lost.
  void send(byte[] message, Address to);
}
