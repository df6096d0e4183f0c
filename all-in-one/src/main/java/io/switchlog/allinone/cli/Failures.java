package io.switchlog.allinone.cli;

import io.switchlog.allinone.broker.BrokerStartException;
import io.switchlog.allinone.config.ConfigFileException;
import io.switchlog.allinone.dev.DevCertificate;
import io.switchlog.allinone.dev.PortsTaken;
import io.switchlog.allinone.dev.SecretFile;
import io.switchlog.allinone.history.BusUnreachable;
import io.switchlog.control.ControlStartException;
import io.switchlog.edge.EdgeStartException;
import io.switchlog.media.MediaStartException;
import io.switchlog.schemas.topic.TopicMismatch;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns whatever goes wrong into one line on stderr. What the user can mend exits with 2; anything
/// else is a bug of ours and says so.
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    print(
        command,
        firstLine(failure) + " (see: " + command.getCommandSpec().qualifiedName() + " --help)",
        failure);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    if (isForTheUser(failure)) {
      print(command, firstLine(failure), failure);
      return ExitCode.USAGE;
    }
    String hint = SwitchlogCommand.debugs(command) ? "" : "; --debug shows where";
    print(
        command,
        "this is a bug: " + failure.toString().lines().findFirst().orElse("") + hint,
        failure);
    return SwitchlogCommand.BUG;
  }

  private static boolean isForTheUser(Exception failure) {
    return failure instanceof CommandRefused
        || failure instanceof BusUnreachable
        || failure instanceof ConfigFileException
        || failure instanceof SecretFile.Unusable
        || failure instanceof DevCertificate.Unusable
        || failure instanceof PortsTaken
        || failure instanceof TopicMismatch
        || failure instanceof BrokerStartException
        || failure instanceof ControlStartException
        || failure instanceof EdgeStartException
        || failure instanceof MediaStartException;
  }

  private static String firstLine(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.lines().findFirst().orElse("");
  }

  private static void print(CommandLine command, String line, Exception failure) {
    PrintWriter err = command.getErr();
    err.println("switchlog: " + line);
    if (SwitchlogCommand.debugs(command)) {
      failure.printStackTrace(err);
    }
    err.flush();
  }
}
