package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;
import org.jspecify.annotations.Nullable;

/// An owner takes a partition over. The first one that claims a term has it; whatever an earlier
/// owner still writes is void from here on.
///
/// @param nonce tells this claim from any other
/// @param node the owner
/// @param build what it runs, for people
/// @param rules the version of the rules that it decides by
/// @param inbox which inbox topic the causes of this term are places of, the cluster's id of it;
///   null where the owner did not say: the same as before
/// @param inboxFrom the first place of the inbox that is not decided, where that does not follow
///   from the decisions before: the topic was made anew, or has lost its end. Null elsewhere
public record TermBegan(
    String nonce,
    NodeId node,
    String build,
    int rules,
    @Nullable String inbox,
    @Nullable Long inboxFrom)
    implements JournalRecord {

  /// An owner that goes on where its predecessor ended.
  public TermBegan(String nonce, NodeId node, String build, int rules) {
    this(nonce, node, build, rules, null, null);
  }
}
