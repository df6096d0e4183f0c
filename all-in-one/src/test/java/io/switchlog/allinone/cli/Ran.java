package io.switchlog.allinone.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/// What a command answered.
public record Ran(int exit, String out, String err) {
  /// Runs the command line in this process.
  public static Ran switchlog(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = SwitchlogCommand.commandLine();
    commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = commands.execute(args);
    commands.getOut().flush();
    return new Ran(exit, out.toString(), err.toString());
  }

  List<String> errorLines() {
    return err.lines().toList();
  }
}
