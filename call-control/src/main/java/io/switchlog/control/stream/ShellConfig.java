package io.switchlog.control.stream;

import java.nio.file.Path;

/// What the shell has to know of a node's configuration; each value as in `ControlConfig`.
public record ShellConfig(
    Path stateDir,
    int threads,
    int standbyReplicas,
    String build,
    int lingerMillis,
    int warmUpMillis,
    int deliveryMillis) {}
