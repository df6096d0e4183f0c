package io.switchlog.schemas.inbox;

/// What an edge saw of a call: signalling.
public sealed interface EdgeInput extends AggregateInput
    permits InviteReceived,
        RequestReceived,
        AckReceived,
        CancelReceived,
        ResponseReceived,
        RequestFailed,
        AckMissing,
        PrackMissing {}
