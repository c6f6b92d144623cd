"""What people remember of triggers that ask whether something holds, so that each lets in once, when it begins to."""

from msgspec import Struct


class TriggerStates(Struct, frozen=True, gc=False, array_like=True):
    """How condition triggers stood when the person was last asked.

    `asked` is the id of the set of triggers that she was asked of. `holds` names those whose condition was true, and
    `known` those that let in nobody of whom they hold already, where she has been asked: from there on a change counts.
    `wake_at` is when time alone could change one of them (ms).
    """

    asked: str = ""
    holds: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    wake_at: int | None = None


def both_states(one: TriggerStates | None, other: TriggerStates | None) -> TriggerStates | None:
    """Those of two people who are one: what held of either has let one of them in. Nobody has been asked of both."""
    if one is None or other is None:
        return one or other
    wakes = [at for at in (one.wake_at, other.wake_at) if at is not None]
    return TriggerStates(
        one.asked if one.asked == other.asked else "",
        tuple(sorted({*one.holds, *other.holds})),
        tuple(sorted({*one.known, *other.known})),
        min(wakes, default=None),
    )
