"""One message to all devices of a person: it is sent when one of them has it, and the dead ones are told."""

from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Unknown
from loopline.model.push.devices import tokens_in
from loopline.ports import Flight


async def to_each_device(
    dispatch: Dispatch, one: Callable[[Dispatch], Awaitable[Outcome]], flight: Flight | None
) -> Outcome:
    """The outcome of the whole message. Its devices get it one after the other; `one` sends to one of them."""
    if flight is not None:
        flight.handed(dispatch)
    told: list[tuple[str, Outcome]] = []
    for token in tokens_in(dispatch.outgoing.address):
        copy = Dispatch(replace(dispatch.outgoing, address=token), dispatch.rendered)
        told.append((token, await one(copy)))
        if isinstance(told[-1][1], Deferred) and told[-1][1].away:
            break  # it takes nothing just now: the others are spared the same
    outcome = whole_outcome(told)
    if flight is not None:
        flight.answered(dispatch, outcome)
    return outcome


def whole_outcome(told: Sequence[tuple[str, Outcome]]) -> Outcome:
    """Accepted when one device took it; unknown when one may have; again when one may later; else refused.

    It is refused as dead only where every device is.
    """
    outcomes = [outcome for _, outcome in told]
    gone = tuple(token for token, outcome in told if isinstance(outcome, Refused) and outcome.hard_bounce)
    for kind in (Accepted, Unknown, Deferred):
        found = next((outcome for outcome in outcomes if isinstance(outcome, kind)), None)
        if found is not None:
            return replace(found, gone=gone) if isinstance(found, Accepted) else found
    alive = next((outcome for outcome in outcomes if not (isinstance(outcome, Refused) and outcome.hard_bounce)), None)
    return alive or next(iter(outcomes), Refused("push_no_device", "The message names no device.", scope="address"))
