/// Media plans as call control describes them and what media nodes report back. Knows no SIP.
@NullMarked
package io.switchlog.schemas.media;

import org.jspecify.annotations.NullMarked;
