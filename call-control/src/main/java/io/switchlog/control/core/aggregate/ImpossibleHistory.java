package io.switchlog.control.core.aggregate;

/// An event does not follow from the state it is applied to. A bug, never a peer's mistake: the
/// aggregate is quarantined.
public final class ImpossibleHistory extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ImpossibleHistory(String expected, String found) {
    super("expected " + expected + ", found " + found);
  }
}
