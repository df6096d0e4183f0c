package io.switchlog.wire.sip;

import org.jspecify.annotations.Nullable;

/// The dialog that an INVITE is to take the place of, as its receiver sees it (RFC 3891 section
/// 6.1).
///
/// @param callId its Call-ID
/// @param toTag the receiver's own tag
/// @param fromTag the tag of the receiver's peer
/// @param earlyOnly whether only while it is not answered
public record Replaces(String callId, String toTag, String fromTag, boolean earlyOnly) {
  /// Reads the value of the header field; null where it is malformed.
  public static @Nullable Replaces parse(String value) {
    int end = value.indexOf(';');
    String callId = end < 0 ? "" : value.substring(0, end).strip();
    if (callId.isEmpty() || callId.chars().anyMatch(c -> c <= ' ' || c == ',' || c > '~')) {
      return null;
    }
    try {
      Cursor cursor = Cursor.over(value.substring(end));
      Params params = Params.parse(cursor);
      cursor.expectEnd("Replaces");
      String toTag = params.get("to-tag");
      String fromTag = params.get("from-tag");
      return toTag == null || fromTag == null
          ? null
          : new Replaces(callId, toTag, fromTag, params.has("early-only"));
    } catch (MalformedHeader e) {
      return null;
    }
  }
}
