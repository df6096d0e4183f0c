package io.switchlog.schemas.inbox;

/// Something that happened to one call; the record's key is the call id.
public sealed interface CallInput extends InboxRecord
    permits InviteReceived,
        RequestReceived,
        AckReceived,
        CancelReceived,
        ResponseReceived,
        RequestFailed,
        AckMissing,
        MediaPlanApplied,
        MediaPlanRefused,
        RtpTimedOut,
        TimerFired,
        ControlRequested {}
