"""One message to all devices of a person: it is sent when one of them has it, and the dead ones are told."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.model.push.devices import tokens_in
from loopline.ports import Flight


async def to_each_device(
    dispatch: Dispatch, one: Callable[[Dispatch], Awaitable[Outcome]], flight: Flight | None
) -> Outcome:
    """The outcome of the whole message. Its devices get it one after the other; `one` sends to one of them.

    From the first that takes it on the message is sent, whatever becomes of the process: no device gets it twice.
    """
    if flight is not None:
        flight.handed(dispatch)
    told: list[tuple[str, Outcome]] = []
    tokens, is_taken = tokens_in(dispatch.outgoing.address), False
    for token in tokens:
        copy = Dispatch(replace(dispatch.outgoing, address=token), dispatch.rendered)
        try:
            outcome = await one(copy)
        except Exception as error:  # of ours, in the middle of this call: what the others answered stands
            outcome = Unknown(f"The call ended in a fault of ours: {type(error).__name__}")
        told.append((token, outcome))
        if flight is not None and isinstance(outcome, Accepted) and not is_taken and len(told) < len(tokens):
            flight.answered(dispatch, outcome, goes_on=True)
        is_taken = is_taken or isinstance(outcome, Accepted)
        if isinstance(outcome, Deferred) and outcome.away:
            break  # it takes nothing just now: the others are spared the same
    whole = whole_outcome(told)
    if flight is not None:
        flight.answered(dispatch, whole)
    return whole


def whole_outcome(told: Sequence[tuple[str, Outcome]]) -> Outcome:
    """Accepted when one device took it; unknown when one may have; again when one may later; else refused.

    It is refused as dead only where every device is. The dead ones are named whatever the others answered.
    """
    outcomes = [outcome for _, outcome in told]
    gone = tuple(token for token, outcome in told if isinstance(outcome, Refused) and outcome.hard_bounce)
    for kind in (Accepted, Unknown, Deferred):
        found = next((outcome for outcome in outcomes if isinstance(outcome, kind)), None)
        if found is not None:
            return replace(found, gone=gone) if gone else found
    alive = next((outcome for outcome in outcomes if not (isinstance(outcome, Refused) and outcome.hard_bounce)), None)
    if alive is not None:
        return replace(alive, gone=gone) if gone else alive
    return next(iter(outcomes), Refused("push_no_device", "The message names no device.", scope="address"))
