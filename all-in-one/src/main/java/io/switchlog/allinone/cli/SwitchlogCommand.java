package io.switchlog.allinone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// `switchlog`: the root of the commands.
@Command(
    name = "switchlog",
    description = "A telephone exchange whose state is a log.",
    versionProvider = BuildVersion.class,
    subcommands = {
      DevCommand.class,
      CallsCommand.class,
      ShowCommand.class,
      CallCommand.class,
      HangUpCommand.class,
      ReplayCommand.class,
      DemoCommand.class,
      ConfigCommand.class,
      UsersCommand.class,
      RegistrationsCommand.class,
      TopicsCommand.class,
      NodesCommand.class,
      DrainCommand.class,
      BrokerCommand.class,
      RunEdge.class,
      RunControl.class,
      RunMedia.class,
      CompletionCommand.class,
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a replay found a difference, the demonstration failed, or a call was not answered",
      "2:wrong use, or something outside is missing: one line on stderr says what",
      "3:a bug in Switchlog",
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class SwitchlogCommand implements Runnable {
  /// The exit code of a bug.
  static final int BUG = 3;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  /// The whole command line, ready to execute.
  public static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new SwitchlogCommand());
    Failures failures = new Failures();
    return commands
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setAbbreviatedSubcommandsAllowed(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false);
  }

  static boolean debugs(CommandLine commandLine) {
    CommandLine root = commandLine;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root.getCommand() instanceof SwitchlogCommand command && command.debug;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
