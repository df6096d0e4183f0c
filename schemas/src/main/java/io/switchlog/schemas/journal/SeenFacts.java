package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/// The facts of one life of a node that a partition has decided lately.
///
/// @param incarnation its life
/// @param first the lowest number of a fact; all lower ones count as decided where there are as
///   many as are remembered
/// @param steps from each number to the next: small, where the numbers are not
public record SeenFacts(NodeId node, long incarnation, long first, List<Long> steps) {
  public SeenFacts {
    steps = List.copyOf(steps);
  }

  /// Of numbers, the lowest first, at least one.
  public static SeenFacts of(NodeId node, long incarnation, Collection<Long> numbers) {
    List<Long> steps = new ArrayList<>(numbers.size());
    Iterator<Long> in = numbers.iterator();
    long first = in.next();
    long before = first;
    while (in.hasNext()) {
      long number = in.next();
      steps.add(number - before);
      before = number;
    }
    return new SeenFacts(node, incarnation, first, steps);
  }

  /// The numbers, the lowest first.
  public List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(steps.size() + 1);
    long number = first;
    numbers.add(number);
    for (long step : steps) {
      number += step;
      numbers.add(number);
    }
    return numbers;
  }
}
