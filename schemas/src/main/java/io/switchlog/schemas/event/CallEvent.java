package io.switchlog.schemas.event;

/// Something that a call concluded. Timers are asked for by the events that need them: a field of
/// type Instant names the moment, the documentation the timer.
public sealed interface CallEvent
    permits CallOffered,
        CallRouted,
        MediaRequested,
        MediaReady,
        MediaLost,
        LegDialed,
        LegRang,
        LegAnswered,
        LegConfirmed,
        CallEstablished,
        RequestPassed,
        ResponsePassed,
        RequestAnswered,
        RequestCancelled,
        LegReoffered,
        ReofferAccepted,
        ReofferDeferred,
        LegHeld,
        LegResumed,
        AckRepeated,
        FailureAcknowledged,
        ExtraAnswerReleased,
        LegMoved,
        CallerRefused,
        LegHungUp,
        LegReleased,
        LegEnded,
        CallEnded,
        CallQuarantined {}
