"""The answers to a batch: whose fault costs an attempt, and who is asked next."""

import pytest

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Sending
from loopline.model.nodes.message import Content
from loopline.pipeline.attempts import settle_each
from loopline.providers.sandbox import Sandbox
from loopline.runtime.dispatch.judge import handed_to, note_tries
from loopline.runtime.dispatch.route import Route, Routes
from tests.providers.stand import tools
from tests.runtime.dispatch.rows import row

SANDBOX = Sandbox.from_url("sandbox://", tools())
SENDING = Sending(channel="email", content=Content(), attempts=2)
AWAY = Deferred("away", "Nobody is there.", away=True)
LATER = Deferred("busy", "Later.")
NOW = row("k", "hello").message.created_at + 1


def judged(routes: Routes, *outcomes: Outcome, rests: tuple[str, ...] = ()) -> list[tuple[str, int, bool]]:
    """Result and attempt of each answer of the first route, and whether it is due at once."""
    rows = [row(f"k{number}", "hello") for number in range(len(outcomes))]
    by = handed_to(routes, routes.all[0], outcomes, SENDING, rests)
    pairs = list(zip(rows, outcomes, strict=True))
    answers = settle_each(pairs, SENDING, by, NOW, lambda error: pytest.fail(str(error)))
    note_tries(routes, routes.all[0], rows, outcomes)
    return [(one.result, one.attempt, (one.next_at or 0) <= NOW) for one in answers]


def routes(*names: str) -> Routes:
    return Routes([Route(name, "email", SANDBOX) for name in names])


def test_an_outage_costs_no_attempt_and_a_message_that_makes_it_hang_up_does() -> None:
    assert judged(routes("one"), AWAY, AWAY) == [("retry", 0, True)] * 2
    assert [one[:2] for one in judged(routes("one"), AWAY, Accepted())] == [("retry", 1), ("sent", 1)]


def test_what_is_surely_not_taken_goes_on_at_once_unless_the_other_one_rests() -> None:
    two = routes("one", "two")
    assert judged(two, LATER, Refused("unpaid", "Pay.", scope="provider")) == [("retry", 1, True), ("retry", 0, True)]
    assert judged(routes("one", "two"), LATER, rests=("two",)) == [("retry", 1, False)]


def test_routes_remember_who_would_not_take_it() -> None:
    two = routes("one", "two")
    judged(two, LATER, Accepted())
    chosen = two.choose(row("k0", "hello"))
    assert chosen is not None and chosen.name == "two"
