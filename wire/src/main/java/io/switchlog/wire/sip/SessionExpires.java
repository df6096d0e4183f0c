package io.switchlog.wire.sip;

/// After how long a session counts as over that nobody refreshes (RFC 4028 section 4).
///
/// @param seconds 1 to 2^32 - 1
/// @param params such as `refresher`
public record SessionExpires(long seconds, Params params) {
  static SessionExpires parse(Cursor cursor) {
    long seconds = cursor.skipLws().number(0xffffffffL, "seconds");
    SessionExpires expires = new SessionExpires(seconds, Params.parse(cursor));
    cursor.expectEnd("Session-Expires");
    return expires;
  }

  /// Whether the side that sent the request is to refresh; false where the other one is, or the
  /// header leaves it open.
  public boolean isRefreshedByUac() {
    return "uac".equalsIgnoreCase(params.get("refresher"));
  }

  /// As above, of the side that answered.
  public boolean isRefreshedByUas() {
    return "uas".equalsIgnoreCase(params.get("refresher"));
  }
}
