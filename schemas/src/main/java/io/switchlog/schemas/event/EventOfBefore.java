package io.switchlog.schemas.event;

/// Words of rules 1 to 4, in which a call was two parties and one outcome: what became of a leg
/// told what became of the call. They are read, folded and reacted to for ever, and told no more
/// (`docs/adr/0015`).
public sealed interface EventOfBefore extends CallEvent
    permits LegAnswered, CallerRefused, LegHungUp, LegReleased, LegEnded {}
