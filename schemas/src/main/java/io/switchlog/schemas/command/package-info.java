/// Orders from call control to edges and media nodes. Each carries all that another node of its
/// kind needs to carry it out.
@NullMarked
package io.switchlog.schemas.command;

import org.jspecify.annotations.NullMarked;
