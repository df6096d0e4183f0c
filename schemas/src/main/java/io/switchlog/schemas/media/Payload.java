package io.switchlog.schemas.media;

/// A payload type and what it stands for, as in `a=rtpmap`.
///
/// @param type 0 to 127
/// @param encoding the encoding's name, such as `PCMU`
/// @param clockRate in hertz
public record Payload(int type, String encoding, int clockRate) {}
