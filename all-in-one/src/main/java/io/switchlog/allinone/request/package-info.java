/// What users ask of call control over the bus, and what they are told of it.
@NullMarked
package io.switchlog.allinone.request;

import org.jspecify.annotations.NullMarked;
