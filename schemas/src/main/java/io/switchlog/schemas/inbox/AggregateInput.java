package io.switchlog.schemas.inbox;

/// Something that happened to one aggregate, whose id is the record's key.
public sealed interface AggregateInput extends InboxRecord
    permits EdgeInput,
        AddressInput,
        MediaPlanApplied,
        MediaPlanRefused,
        RtpTimedOut,
        TimerFired,
        ControlRequested,
        MessageArrived {}
