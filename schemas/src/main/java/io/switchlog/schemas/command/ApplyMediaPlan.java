package io.switchlog.schemas.command;

import io.switchlog.schemas.CallId;
import io.switchlog.schemas.media.MediaPlan;

/// Make the call's media be as the plan describes.
public record ApplyMediaPlan(CallId call, MediaPlan plan) implements MediaCommand {}
