package io.switchlog.schemas.codec;

import java.io.Serial;

/// A record whose schema is known and that says something this build has no words for: a member of
/// a family, a symbol or a required field that it does not know. A build that knows it reads it;
/// this one must neither guess nor skip (ADR 0009).
public final class WaitsForItsBuild extends UnreadableRecord {
  @Serial private static final long serialVersionUID = 1L;

  WaitsForItsBuild(String what) {
    super(what + "; it waits for its build");
  }
}
