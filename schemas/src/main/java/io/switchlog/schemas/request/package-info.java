/// What users ask of call control, over the command line or an API: it reaches a call as a record
/// of its inbox (`ControlRequested`), and what became of it is in the call's events. Must not know
/// who asks.
@NullMarked
package io.switchlog.schemas.request;

import org.jspecify.annotations.NullMarked;
