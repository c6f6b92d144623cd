"""What people remember of triggers that ask whether something holds, so that each lets in once, when it begins to."""

from msgspec import Struct
from msgspec.structs import replace


class TriggerStates(Struct, frozen=True, gc=False, array_like=True):
    """How condition triggers stood when the person was last asked.

    `asked` is the id of the set of triggers that she was asked of. `holds` names those whose condition was true, and
    `known` those that let in nobody of whom they hold already, where she has been asked: from there on a change counts.
    `wake_at` is when time alone could change one of them (ms). `come` has of each clock that let her in what it showed
    then (ms, as if it were UTC): where she moves to another zone, it does not let her in by the same time once more.
    """

    asked: str = ""
    holds: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    wake_at: int | None = None
    come: tuple[tuple[str, int], ...] = ()


def both_states(one: TriggerStates | None, other: TriggerStates | None) -> TriggerStates | None:
    """Those of two people who are one: what held of either has let one of them in. Nobody has been asked of both.

    Of whom one was not asked yet, they are asked anew; who is let in only from then on is not by what held before.
    """
    if one is None or other is None:
        known = one or other
        return replace(known, asked="", known=()) if known is not None else None
    wakes = [at for at in (one.wake_at, other.wake_at) if at is not None]
    come = sorted((*one.come, *other.come))  # of one clock, the later time stays
    return TriggerStates(
        one.asked if one.asked == other.asked else "",
        tuple(sorted({*one.holds, *other.holds})),
        tuple(sorted({*one.known, *other.known})),
        min(wakes, default=None),
        tuple(sorted(dict(come).items())),
    )
