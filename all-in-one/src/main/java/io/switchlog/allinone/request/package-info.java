/// What users ask of call control over the bus. Must not know who asks, nor what becomes of it.
@NullMarked
package io.switchlog.allinone.request;

import org.jspecify.annotations.NullMarked;
