package io.switchlog.wire.sip;

/// The media type of a body (RFC 3261 20.15).
///
/// @param type such as `application`, as it came
/// @param subtype such as `sdp`, as it came
/// @param params such as `boundary`
public record ContentType(String type, String subtype, Params params) {
  /// `application/sdp`.
  public static final ContentType SDP = new ContentType("application", "sdp", Params.NONE);

  /// Reads it from text.
  ///
  /// @throws MalformedHeader where it is none
  public static ContentType parse(String text) {
    return parse(Cursor.over(text));
  }

  static ContentType parse(Cursor cursor) {
    String type = cursor.skipLws().token("a media type");
    cursor.expect('/', "a slash in the media type");
    String subtype = cursor.token("a media subtype");
    ContentType contentType = new ContentType(type, subtype, Params.parse(cursor));
    cursor.expectEnd("Content-Type");
    return contentType;
  }

  /// Whether it is this type, parameters and case left aside.
  public boolean is(String wantedType, String wantedSubtype) {
    return type.equalsIgnoreCase(wantedType) && subtype.equalsIgnoreCase(wantedSubtype);
  }

  /// Whether the body is a session description.
  public boolean isSdp() {
    return is("application", "sdp");
  }

  @Override
  public String toString() {
    return type + "/" + subtype + params;
  }
}
