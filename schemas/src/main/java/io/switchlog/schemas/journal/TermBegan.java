package io.switchlog.schemas.journal;

import io.switchlog.schemas.NodeId;

/// An owner takes a partition over. The first one that claims a term has it; whatever an earlier
/// owner still writes is void from here on.
///
/// @param nonce tells this claim from any other
/// @param node the owner
/// @param build what it runs, for people
/// @param rules the version of the rules that it decides by
public record TermBegan(String nonce, NodeId node, String build, int rules)
    implements JournalRecord {}
