"""The answers to a batch that was handed over, where a channel may have several providers."""

from collections.abc import Callable, Sequence

from loopline.model.channels import CHANNELS
from loopline.model.message import Deferred, Outcome, Refused, Sending
from loopline.model.records import OutboxRow
from loopline.model.signal import AttemptAnswered
from loopline.pipeline.attempts import Handed, settle_each
from loopline.runtime.dispatch.breaker import is_outage
from loopline.runtime.dispatch.route import Route, Routes


def judge_batch(
    routes: Routes,
    route: Route,
    rows: Sequence[OutboxRow],
    outcomes: Sequence[Outcome],
    sending: Sending,
    now: int,
    rests: Sequence[str],
    on_error: Callable[[BaseException], None],
) -> list[AttemptAnswered]:
    """An answer for each. An outage costs no attempt; what this provider surely did not take, another one may get.

    `routes` remember who would not take it; `rests` names those who rest. The same in virtual time as in production.
    """
    has_others = len(routes.of(route.channel)) > 1
    is_ours = CHANNELS[sending.channel].address_source != "content"  # a receiver is down by itself
    by = Handed(
        route.name,
        route.provider.unknown_policy,
        outage=is_ours and is_outage(outcomes),
        elsewhere=lambda row: routes.others(row, route, rests),
    )
    pairs = list(zip(rows, outcomes, strict=True))
    answers = settle_each(pairs, sending, by, now, on_error)
    for row, outcome in pairs:
        if has_others and isinstance(outcome, Deferred | Refused):
            routes.note_tried(row.message.key, route)
        else:
            routes.forget(row.message.key)
    return answers
