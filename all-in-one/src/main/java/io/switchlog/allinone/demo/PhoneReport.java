package io.switchlog.allinone.demo;

import io.switchlog.testkit.phone.PhoneLog;
import io.switchlog.testkit.phone.PhoneLog.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one phone tells of the call.
///
/// @param name whose phone it is
/// @param talked whether the dialog was confirmed
/// @param outcome how the call ended for it, [Outcome#NONE] where it had none or it goes on
/// @param status the final status that ended it, 0 where none did
/// @param complaints what the exchange did that no standard allows
/// @param said what it sent
/// @param heard what came
public record PhoneReport(
    String name,
    boolean talked,
    Outcome outcome,
    int status,
    List<String> complaints,
    Sound said,
    Sound heard) {
  /// At the end of a call a few packets are on their way when the phone hangs up.
  private static final double LEAST_SHARE = 0.95;

  private static final double LEVEL_TOLERANCE = 1.0;

  public PhoneReport {
    complaints = List.copyOf(complaints);
  }

  /// What is wrong with the way in which the call went for this phone.
  List<String> faultsOfCall(Outcome expected) {
    List<String> faults = new ArrayList<>();
    if (!talked) {
      faults.add(
          name
              + " never talked: "
              + (outcome == Outcome.NONE
                  ? "no call came"
                  : outcome + (status == 0 ? "" : " " + status)));
    } else if (outcome != expected) {
      faults.add(name + "'s call ended as " + outcome + ", expected " + expected);
    }
    complaints.forEach(complaint -> faults.add(name + " complains: " + complaint));
    return faults;
  }

  /// What is wrong with what this phone heard of the other.
  List<String> faultsOfHearing(PhoneReport other) {
    List<String> faults = new ArrayList<>();
    Sound sent = other.said();
    Integer sentHertz = sent.dominantHertz();
    Double sentLevel = sent.levelDecibels();
    Integer hertz = heard.dominantHertz();
    Double level = heard.levelDecibels();
    if (hertz == null || level == null || sentHertz == null || sentLevel == null) {
      faults.add(name + " heard " + heard + ", " + other.name() + " said " + sent);
      return faults;
    }
    if (!hertz.equals(sentHertz)) {
      faults.add(name + " heard " + hertz + " Hz, " + other.name() + " said " + sentHertz + " Hz");
    }
    if (Math.abs(level - sentLevel) > LEVEL_TOLERANCE) {
      faults.add(
          "%s heard %.1f dBFS, %s said %.1f dBFS".formatted(name, level, other.name(), sentLevel));
    }
    if (heard.packets() < LEAST_SHARE * sent.packets() || heard.packets() > sent.packets()) {
      faults.add(
          name
              + " heard "
              + heard.packets()
              + " packets, "
              + other.name()
              + " sent "
              + sent.packets());
    }
    return faults;
  }

  static PhoneReport of(String name, @Nullable PhoneLog log, Sound said, Sound heard) {
    return log == null
        ? new PhoneReport(name, false, Outcome.NONE, 0, List.of(), said, heard)
        : new PhoneReport(
            name, log.talked(), log.outcome(), log.status(), log.complaints(), said, heard);
  }
}
