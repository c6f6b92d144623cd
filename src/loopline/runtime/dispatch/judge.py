"""What the answers to a batch mean where a channel may have several providers; in virtual time as in production."""

from collections.abc import Sequence

from loopline.model.channels import CHANNELS
from loopline.model.message import Deferred, Outcome, Refused, Sending
from loopline.model.records import OutboxRow
from loopline.pipeline.attempts import Handed
from loopline.runtime.dispatch.breaker import is_outage
from loopline.runtime.dispatch.route import Route, Routes


def handed_to(
    routes: Routes, route: Route, outcomes: Sequence[Outcome], sending: Sending, rests: Sequence[str]
) -> Handed:
    """To whom a batch was handed: an outage costs no attempt; what he surely did not take, another one may get.

    `rests` names the providers who rest.
    """
    is_ours = CHANNELS[sending.channel].address_source != "content"  # a receiver is down by itself
    return Handed(
        route.name,
        route.provider.unknown_policy,
        outage=is_ours and is_outage(outcomes),
        elsewhere=lambda row: routes.others(row, route, rests),
    )


def note_tries(routes: Routes, route: Route, rows: Sequence[OutboxRow], outcomes: Sequence[Outcome]) -> None:
    """Let the routes remember who would not take which message; to be said after what follows for each is settled."""
    has_others = len(routes.of(route.channel)) > 1
    for row, outcome in zip(rows, outcomes, strict=True):
        if has_others and isinstance(outcome, Deferred | Refused):
            routes.note_tried(row.message.key, route)
        else:
            routes.forget(row.message.key)
