package io.switchlog.schemas.topic;

import io.switchlog.schemas.topic.Topic.Spread;
import java.time.Duration;
import java.util.List;

/// Every topic of the platform, as code. `deploy/topics.yaml` and the README of this module list
/// the same and are compared with it in the tests.
public final class Topics {
  private static final String CONTROL = "call control";
  private static final String EDGES = "edges";

  public static final Topic CALLS_INBOX =
      new Topic(
          "calls.inbox",
          "call id, or slot:NAME of a park slot; none for what concerns a whole partition",
          List.of("inbox"),
          Spread.KEY,
          Duration.ofDays(7),
          false,
          "edges, media nodes, API, call control (timers, messages), config apply",
          "call control, replay");
  public static final Topic CALLS_JOURNAL =
      new Topic(
          "calls.journal",
          "call id, or slot:NAME of a park slot; none for what concerns a whole partition",
          List.of("journal"),
          Spread.KEY,
          null,
          false,
          CONTROL,
          "CDRs, analytics, replay");
  public static final Topic CALLS_FLOORS =
      new Topic(
          "calls.floors",
          "partition of calls.journal",
          List.of("floors"),
          Spread.ONE,
          null,
          true,
          CONTROL,
          CONTROL);
  public static final Topic ADDRESSES_INBOX =
      new Topic(
          "addresses.inbox",
          "address:NAME@REALM; none for what concerns a whole partition",
          List.of("inbox"),
          Spread.KEY,
          Duration.ofDays(7),
          false,
          "edges, call control (timers, messages)",
          "call control, replay");
  public static final Topic ADDRESSES_JOURNAL =
      new Topic(
          "addresses.journal",
          "address:NAME@REALM; none for what concerns a whole partition",
          List.of("journal"),
          Spread.KEY,
          null,
          false,
          CONTROL,
          "analytics, replay");
  public static final Topic ADDRESSES_FLOORS =
      new Topic(
          "addresses.floors",
          "partition of addresses.journal",
          List.of("floors"),
          Spread.ONE,
          null,
          true,
          CONTROL,
          CONTROL);
  public static final Topic ADDRESSES_BINDINGS =
      new Topic(
          "addresses.bindings",
          "address:NAME@REALM",
          List.of("bindings"),
          Spread.KEY,
          null,
          true,
          CONTROL,
          "edges, API");
  public static final Topic EDGE_COMMANDS =
      new Topic(
          "edge.commands",
          "call id",
          List.of("edge-commands"),
          Spread.NODE,
          Duration.ofHours(1),
          false,
          CONTROL,
          "the edge of that ordinal");
  public static final Topic MEDIA_COMMANDS =
      new Topic(
          "media.commands",
          "call id",
          List.of("media-commands"),
          Spread.NODE,
          Duration.ofHours(1),
          false,
          CONTROL,
          "the media node of that ordinal");
  public static final Topic API_REPLIES =
      new Topic(
          "api.replies",
          "request id",
          List.of("api-replies"),
          Spread.NODE,
          Duration.ofHours(1),
          false,
          CONTROL,
          "the API node of that ordinal");
  public static final Topic NODES =
      new Topic(
          "nodes", "node id", List.of("nodes"), Spread.ONE, null, true, "every node", CONTROL);
  public static final Topic CONFIG =
      new Topic(
          "config",
          "kind/version, kind/current, schema/fingerprint",
          List.of("config", "Avro schemas in JSON"),
          Spread.ONE,
          null,
          true,
          "config apply; every node (its schemas)",
          "every node, replay");
  public static final Topic USERS =
      new Topic(
          "users",
          "realm/name",
          List.of("users"),
          Spread.ONE,
          null,
          true,
          "users add, passwd, import, remove",
          "edges, users list");
  public static final Topic SIP_TRACE =
      new Topic(
          "sip.trace",
          "call id; none where unknown",
          List.of("trace"),
          Spread.KEY,
          Duration.ofDays(3),
          false,
          EDGES,
          "history");
  public static final Topic CDRS =
      new Topic(
          "cdrs",
          "call id",
          List.of("cdrs"),
          Spread.KEY,
          null,
          false,
          "call control's analytics, from the journal",
          "billing, analytics");
  public static final Topic MEDIA_QUALITY =
      new Topic(
          "media.quality",
          "call id",
          List.of("quality"),
          Spread.KEY,
          Duration.ofDays(30),
          false,
          "media nodes",
          "history, analytics");

  private Topics() {}

  /// All of them, in the order of ARCHITECTURE.md, "Topics".
  public static List<Topic> all() {
    return List.of(
        CALLS_INBOX,
        CALLS_JOURNAL,
        CALLS_FLOORS,
        ADDRESSES_INBOX,
        ADDRESSES_JOURNAL,
        ADDRESSES_FLOORS,
        ADDRESSES_BINDINGS,
        EDGE_COMMANDS,
        MEDIA_COMMANDS,
        API_REPLIES,
        NODES,
        CONFIG,
        USERS,
        SIP_TRACE,
        CDRS,
        MEDIA_QUALITY);
  }
}
