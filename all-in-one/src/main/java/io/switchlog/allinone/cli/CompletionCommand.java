package io.switchlog.allinone.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `switchlog completion`.
@Command(
    name = "completion",
    description = "Print a script for bash or zsh: source <(switchlog completion)")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(AutoComplete.bash("switchlog", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
  }
}
