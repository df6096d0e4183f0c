package io.switchlog.schemas.config;

import java.util.List;

/// What a rule says of the header lines that go one way. A name may end in `*`, and then means all
/// names that begin so; of names in both lists that mean a line the longer one counts, and one
/// without `*` before all others.
///
/// @param pass names of lines that cross
/// @param strip names of lines that do not
/// @param set complete lines, without line ends, in place of all that come under their names
public record HeaderRules(List<String> pass, List<String> strip, List<String> set) {
  public HeaderRules {
    pass = List.copyOf(pass);
    strip = List.copyOf(strip);
    set = List.copyOf(set);
  }
}
