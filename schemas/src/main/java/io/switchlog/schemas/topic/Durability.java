package io.switchlog.schemas.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a cluster's settings make of an acknowledgement. Everything here rests on that what the bus
/// has acknowledged is there when a broker dies: with `acks=all` and settings that let one copy
/// alone speak for all, it is not.
///
/// | copies | min.insync.replicas | unclean election | |
/// |---|---|---|---|
/// | 1 | any | any | a development cluster of one broker; told where there are more brokers |
/// | 2 | 1 | off | outlives a broker that leaves in order |
/// | 3 or more | 2 up to one less than there are copies | off | outlives any broker, and writing goes on |
///
/// @param topic the topic's name
/// @param copies of each partition, the fewest that one has
/// @param inStep the topic's `min.insync.replicas`
/// @param unclean whether a copy that is not in step may become the one that counts
record Durability(String topic, int copies, int inStep, boolean unclean) {
  private static final int ENOUGH_COPIES = 3;

  /// What may be lost, one line for each setting, with the topics that it is about and what to do.
  ///
  /// @param brokers how many the cluster has
  static List<String> risks(List<Durability> topics, int brokers) {
    SortedMap<String, TreeSet<String>> found = new TreeMap<>();
    for (Durability topic : topics) {
      topic
          .risks(brokers)
          .forEach((risk, remedy) ->
              found
                  .computeIfAbsent(risk + "%s; " + remedy, _ -> new TreeSet<>())
                  .add(topic.topic()));
    }
    List<String> lines = new ArrayList<>();
    found.forEach((line, names) -> lines.add(line.formatted(", for " + String.join(", ", names))));
    return lines;
  }

  private Map<String, String> risks(int brokers) {
    int wanted = Math.min(ENOUGH_COPIES, brokers);
    Map<String, String> risks = new TreeMap<>();
    if (copies < wanted) {
      risks.put(
          "replication: expected " + wanted + " on " + brokers + " brokers, found " + copies,
          "the death of one broker stops them and may lose what they hold: give them more copies"
              + " with kafka-reassign-partitions");
      return risks;
    }
    if (copies == 1) {
      return risks;
    }
    if (inStep >= copies) {
      risks.put(
          "min.insync.replicas: expected " + (copies - 1) + ", found " + inStep,
          "the death of any broker stops all writing: "
              + remedy("min.insync.replicas", copies - 1));
    } else if (copies >= ENOUGH_COPIES && inStep < 2) {
      risks.put(
          "min.insync.replicas: expected 2, found " + inStep,
          "what one broker alone has acknowledged is lost with it: "
              + remedy("min.insync.replicas", 2));
    }
    if (unclean) {
      risks.put(
          "unclean.leader.election.enable: expected false, found true",
          "what was acknowledged may be taken back: "
              + remedy("unclean.leader.election.enable", false));
    }
    return risks;
  }

  private static String remedy(String key, Object value) {
    return "kafka-configs --alter --entity-type topics --entity-name TOPIC --add-config "
        + key
        + "="
        + value;
  }
}
