/// RFC 3261 dialogs: tags, CSeq both ways, route sets with loose and strict routers, the remote
/// target, and the header blocks of the requests and responses inside them. Reads SIP messages and
/// tells in telephony terms what they say; what crosses to the other side is said by `Passage` and
/// by the rule of the call.
///
/// Must not know of calls, bridging or media; nor of transactions and sockets, which are an edge's.
@NullMarked
package io.switchlog.control.core.dialog;

import org.jspecify.annotations.NullMarked;
