package io.switchlog.allinone;

import io.switchlog.allinone.cli.SwitchlogCommand;

/// The command line's entry point.
public final class Switchlog {
  private Switchlog() {}

  public static void main(String[] args) {
    System.exit(SwitchlogCommand.commandLine().execute(args));
  }
}
