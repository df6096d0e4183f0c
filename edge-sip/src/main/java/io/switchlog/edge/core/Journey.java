package io.switchlog.edge.core;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.LegId;
import io.switchlog.schemas.command.RequestPattern;
import java.util.List;

/// An ordered request on its way: the places where it may go, and how many of them it has tried.
/// Each try is a transaction of its own (RFC 3263 section 4.3), whose branch says which it is; call
/// control knows them all by the branch that it ordered.
final class Journey {
  /// Parts the ordered branch from the number of a later try: a character that our branches do not
  /// have.
  private static final char TRY = '~';

  private final CallId call;
  private final LegId leg;
  private final RequestPattern request;
  private final CommandOutcome outcome;
  private List<Hop> hops = List.of();
  private int tries;
  private boolean calledOff;

  /// @param outcome where a failure is kept for the command's repeats
  Journey(CallId call, LegId leg, RequestPattern request, CommandOutcome outcome) {
    this.call = call;
    this.leg = leg;
    this.request = request;
    this.outcome = outcome;
  }

  CallId call() {
    return call;
  }

  LegId leg() {
    return leg;
  }

  RequestPattern request() {
    return request;
  }

  CommandOutcome outcome() {
    return outcome;
  }

  void goes(List<Hop> places) {
    hops = places;
  }

  /// Whether there is a place that was not tried.
  boolean hasNext() {
    return tries < hops.size();
  }

  Hop next() {
    Hop hop = hops.get(tries);
    tries++;
    return hop;
  }

  /// The request as it is tried now.
  RequestPattern tried() {
    return tries == 1 ? request : request.under(request.branch() + TRY + tries);
  }

  /// A CANCEL came before it was known where the request goes.
  void callOff() {
    calledOff = true;
  }

  boolean isCalledOff() {
    return calledOff;
  }

  /// The branch that call control ordered, of one that a message bears.
  static String ordered(String branch) {
    int mark = branch.lastIndexOf(TRY);
    return mark < 0 ? branch : branch.substring(0, mark);
  }
}
