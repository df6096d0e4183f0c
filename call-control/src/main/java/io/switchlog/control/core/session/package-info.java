/// Session descriptions as a back-to-back user agent treats them (RFC 3264): rewritten to point at
/// a media node, read for what a media plan needs, or answered by the exchange itself.
///
/// Must not know SIP, legs or calls.
@NullMarked
package io.switchlog.control.core.session;

import org.jspecify.annotations.NullMarked;
