"""Planted faults about several providers a channel, outages and what providers tell; the rest stands in faults.py."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from msgspec.structs import replace

from loopline.model.ids import stable_id
from loopline.model.message import Deferred, Refused, Unknown
from loopline.model.records import OutboxRow
from loopline.pipeline import receipts
from loopline.pipeline.attempts import settle_each
from loopline.runtime.dispatch import carriers, judge
from loopline.runtime.dispatch.breaker import Breaker
from loopline.runtime.dispatch.inline import InlineDispatcher
from loopline.runtime.dispatch.queue import Queue
from loopline.runtime.dispatch.route import Routes
from tests.simulation.policy_faults import Fault, Patch


def silence_taken_for_no(patch: Patch) -> None:
    """A message whose fate nobody knows goes to the next provider."""
    _answers_to(patch, lambda outcome: Deferred("silent", outcome.reason) if isinstance(outcome, Unknown) else outcome)


def account_trouble_ends_messages(patch: Patch) -> None:
    """What a provider refuses for its own sake counts as the message's fault."""

    def read(outcome: Any) -> Any:
        return replace(outcome, scope="message") if isinstance(outcome, Refused) else outcome

    _answers_to(patch, read)


def outage_costs_an_attempt(patch: Patch) -> None:
    patch.setattr(judge, "is_outage", lambda outcomes: False)


def outage_costs_the_turn(patch: Patch) -> None:
    """What comes back from a provider that is away stands behind all who came meanwhile."""

    def settled(pairs: Any, sending: Any, by: Any, now: int, on_error: Any) -> Any:
        return [
            replace(answer, next_at=now) if answer.result == "retry" and by.outage else answer
            for answer in settle_each(pairs, sending, by, now, on_error)
        ]

    patch.setattr(carriers, "settle_each", settled)


def nobody_takes_over(patch: Patch) -> None:
    patch.setattr(Routes, "others", lambda self, row, route, rests: False)


def who_rests_is_able(patch: Patch) -> None:
    """The fault that the simulator found in our own first version: a message goes back to the one that refused it."""
    real = Routes.others
    patch.setattr(Routes, "others", lambda self, row, route, rests: real(self, row, route))


def tried_ones_are_forgotten(patch: Patch) -> None:
    """The provider that has just refused a message is asked again."""
    patch.setattr(Routes, "note_tried", lambda self, key, route: None)


def first_provider_is_asked_after_a_crash(patch: Patch) -> None:
    """A recovery asks the first provider of the channel, whoever had the message."""
    real = InlineDispatcher._recovered

    def recovered(self: Any, row: OutboxRow) -> Any:
        return real(self, replace(row, provider=""))

    patch.setattr(InlineDispatcher, "_recovered", recovered)


def urgent_ones_wait_in_line(patch: Patch) -> None:
    real = Queue.put

    def put(self: Any, row: OutboxRow) -> None:
        real(self, replace(row, message=replace(row.message, transactional=False)))

    patch.setattr(Queue, "put", put)


def breaker_never_closes(patch: Patch) -> None:
    patch.setattr(Breaker, "rests", lambda self, now: self._is_open)


def breaker_never_opens(patch: Patch) -> None:
    patch.setattr(Breaker, "note", lambda self, outcomes, now: False)


def news_told_twice_counts_twice(patch: Patch) -> None:
    numbers = count()
    patch.setattr(receipts, "stable_id", lambda *parts: stable_id(*parts, str(next(numbers))))


def late_news_has_our_time(patch: Patch) -> None:
    real = receipts.attribute

    def attribute(*args: Any) -> Any:
        found = real(*args)
        return replace(found, signals=tuple(replace(one, at=one.received_at) for one in found.signals))

    patch.setattr(receipts, "attribute", attribute)


def _answers_to(patch: Patch, read: Any) -> None:

    def settled(pairs: Sequence[tuple[OutboxRow, Any]], *args: Any) -> Any:
        return settle_each([(row, read(outcome)) for row, outcome in pairs], *args)

    patch.setattr(carriers, "settle_each", settled)


ABOUT_CARRIERS: tuple[Fault, ...] = (
    silence_taken_for_no,
    account_trouble_ends_messages,
    outage_costs_an_attempt,
    outage_costs_the_turn,
    nobody_takes_over,
    who_rests_is_able,
    tried_ones_are_forgotten,
    first_provider_is_asked_after_a_crash,
    urgent_ones_wait_in_line,
    breaker_never_closes,
    breaker_never_opens,
    news_told_twice_counts_twice,
    late_news_has_our_time,
)
