"""What steps lose: each reason by itself, people once, and what the sandbox kept is no e-mail that nobody clicked."""

from typing import Any

from loopline.decisions.published import PublishedSet
from loopline.learning.improvement.figures import StepLoss
from loopline.reports.improvement.losses import step_losses
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.living import published
from tests.runtime.parts import DAY, NOON

SHELF = Shelf()
NOW = NOON + 30 * DAY


def losses(book: Oracle) -> dict[str, StepLoss]:
    name = SHELF.put(book)
    SHELF.beat(NOW)
    live: PublishedSet = published(name, {})
    found = step_losses(SHELF.facts, live, NOW)
    assert SHELF.twin is not None and found == step_losses(SHELF.twin.facts, live, NOW)
    return {one.reason: one for one in found}


def test_people_who_did_not_get_it_are_counted_once_for_each_reason() -> None:
    book = Oracle()
    for n in range(10):
        at, person = NOON + 5 * DAY, f"p{n}"
        book.enter(f"e{n}", person, at)
        if n < 4:
            for again in range(2):
                key = f"e{n}:{again}"
                book.write(
                    "refused", person, at, enrollment=f"e{n}", node="mail", channel="email", reason="capped", key=key
                )
        else:
            book.write("message", person, at, enrollment=f"e{n}", node="mail", channel="email", key=f"e{n}:mail")
    data = {"code": "smtp_550"}
    book.write("attempt", "p9", NOON + 6 * DAY, node="mail", channel="email", name="refused", key="e9:mail", data=data)
    book.write("refused", "p5", NOON + DAY, node="mail", channel="email", reason="no_address", key="old")
    found = losses(book)
    assert {reason: (one.lost, one.people) for reason, one in found.items()} == {"capped": (4, 10), "smtp_550": (1, 10)}
    assert found["capped"].words == "they have had as many messages as the frequency cap allows"
    assert found["smtp_550"].words == "the provider would not take it (smtp_550)" and found["capped"].share == 0.4


def test_machines_click_for_nobody_and_the_sandbox_sends_nothing() -> None:
    book = Oracle()
    for n, (provider, reason) in enumerate([("smtp", "machine"), ("smtp", ""), ("smtp", None), ("sandbox", None)]):
        person, key = f"q{n}", f"f{n}:mail"
        sent: dict[str, Any] = {"node": "mail", "channel": "email", "key": key}
        book.write("attempt", person, NOON + 5 * DAY, name="sent", provider=provider, **sent)
        if reason is not None:
            book.write("receipt", person, NOON + 6 * DAY, name="clicked", reason=reason, **sent)
    found = losses(book)
    assert (found["not_clicked"].lost, found["not_clicked"].people) == (2, 3)
