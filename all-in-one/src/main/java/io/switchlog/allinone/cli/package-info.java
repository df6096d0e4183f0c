/// The command line: what can be asked and how the answers are printed. One class for each command;
/// every mistake of the user is one line and exit code 2. Knows all other folders of this module;
/// none of them knows it.
@NullMarked
package io.switchlog.allinone.cli;

import org.jspecify.annotations.NullMarked;
