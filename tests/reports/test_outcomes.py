"""Goals that no passage wrote down: what colleagues do, what comes between two visits, and what counts once."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import JourneyReport
from loopline.reports.by_group import breakdown
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.documents import GOAL, document
from tests.runtime.parts import DAY, NOON

SHELF = Shelf()
ACCOUNTS: dict[str, Any] = {"unit": "account", "holdout": {"percent": 50}}
ONCE: dict[str, Any] = {"holdout": {"percent": 50}, "entry": {"on": ["signed_up"], "reentry": {"policy": "once"}}}


def published(book: Oracle, **fields: Any) -> tuple[str, PublishedSet]:
    name = SHELF.put(book)
    return name, with_document(PublishedSet(), document(name, **fields), 1)


def reported(book: Oracle, now: int, **fields: Any) -> JourneyReport:
    """It is the same whether the facts are of one shard or of several."""
    name, known = published(book, **fields)
    SHELF.beat(now)
    found = journey_report(SHELF.facts, known, name, now)
    assert SHELF.twin is not None and found == journey_report(SHELF.twin.facts, known, name, now)
    return found


def bought(book: Oracle, person: str, at: int, account: str = "", position: int = 0, **data: Any) -> None:
    book.write("event", person, at, name="bought", account=account, position=position, data=data)


def companies(at: str = "", name: str = "c") -> Oracle:
    """Forty accounts, half held out; of every second one a colleague buys who never entered."""
    book = Oracle()
    for n in range(40):
        held, account = ("journey" if n % 4 < 2 else ""), f"@{name}{n}"
        book.enter(f"{name}e{n}", f"{name}p{n}", NOON, held=held, unit=account)
        book.expose(f"{name}e{n}", f"{name}p{n}", NOON + 1, held=held)
        if n % 2:
            bought(book, f"{name}colleague{n}", NOON + DAY, account, amount=20, plan="pro" if n < 20 else "free")
    return book


def test_a_colleague_who_never_entered_converts_the_account() -> None:
    found = reported(companies(name="a"), NOON + 20 * DAY, **ACCOUNTS).lift
    assert found is not None
    assert (found.treated.units, found.treated.conversions, found.treated.value_sum) == (20, 10, 200.0)
    assert (found.held_out.units, found.held_out.conversions, found.held_out.value_sum) == (20, 10, 200.0)


def test_what_colleagues_do_counts_in_the_window_and_where_the_filter_is_true() -> None:
    book = companies(name="b")
    bought(book, "bx0", NOON - 1, "@b0", plan="pro")
    bought(book, "bx0", NOON + 14 * DAY + 1, "@b0", plan="pro")
    bought(book, "bx0", NOON + DAY, "@elsewhere", plan="pro")
    goal = GOAL | {"where": 'event.plan == "pro" and event.name == "bought"'}
    found = reported(book, NOON + 20 * DAY, **ACCOUNTS, goal=goal).lift
    assert found is not None
    assert found.treated.conversions + found.held_out.conversions == 10
    assert found.treated.value_sum + found.held_out.value_sum == 200.0


def test_an_event_that_a_passage_wrote_down_too_is_one_purchase() -> None:
    book = Oracle()
    for n in range(2):
        book.enter(f"de{n}", f"dp{n}", NOON, unit="@d").expose(f"de{n}", f"dp{n}", NOON)
    bought(book, "dp0", NOON + DAY, "@d", position=700, amount=10)
    book.reach("de0", "dp0", NOON + DAY, 10.0, since=NOON, position=700)
    bought(book, "dp1", NOON + 2 * DAY, "@other", position=800, amount=5)  # moved, and what she does counts as before
    found = reported(book, NOON + 20 * DAY, **ACCOUNTS).lift
    assert found is not None and (found.treated.conversions, found.treated.value_sum) == (1, 15.0)


@pytest.mark.parametrize("where", ['plan == "pro"', "event.order == entry.order", 'count("bought") > 1'])
def test_a_filter_that_looks_beyond_the_event_is_told_and_counts_what_passages_wrote_down(where: str) -> None:
    book = companies(name=f"e{where[:3]}")
    found = reported(book, NOON + 20 * DAY, **ACCOUNTS, goal=GOAL | {"where": where})
    assert found.lift is not None and found.lift.treated.conversions == 0
    assert "colleagues" in found.outcomes
    assert reported(companies(name="f"), NOON + 20 * DAY, **ACCOUNTS).outcomes == ""


def test_groups_count_colleagues_too() -> None:
    name, known = published(companies(name="g"), **ACCOUNTS)
    found = breakdown(SHELF.facts, known, name, "entry:source", NOON + 20 * DAY)
    assert sum(row.treated.conversions + row.held_out.conversions for row in found.groups.rows) == 20


def test_of_people_a_colleague_s_purchase_is_nobody_else_s() -> None:
    found = reported(companies(name="h"), NOON + 20 * DAY, **ACCOUNTS | {"unit": "person"}).lift
    assert found is not None and found.treated.conversions + found.held_out.conversions == 0


def orders(name: str, *, ids: bool = True) -> Oracle:
    """One treated and one held out, each with an order that came twice, and one that is another."""
    book = Oracle()
    for person, held in ((f"{name}t", ""), (f"{name}h", "journey")):
        for number in range(2):  # the double is written down by the second visit alone
            at = NOON + number * DAY
            book.enter(f"{person}{number}", person, at, held=held).expose(f"{person}{number}", person, at, held=held)
        sent: tuple[tuple[str | int, int, str], ...] = (("A", 30, "0"), ("A", 30, "1"), ("B", 5, "01"), (7, 2, "1"))
        for step, (order, amount, visits) in enumerate(sent):
            place, at = len(book.facts) + 100, NOON + DAY + 1 + step
            data: dict[str, Any] = {"order_id": order} if ids else {}
            bought(book, person, at, position=place, amount=amount, **data)
            for visit in visits:
                book.reach(f"{person}{visit}", person, at, float(amount), since=NOON, position=place)
    return book


@pytest.mark.parametrize("entry", [ONCE["entry"], {"on": ["signed_up"]}])
def test_an_order_that_came_twice_counts_once_where_the_goal_names_its_id(entry: Any) -> None:
    fields = {"holdout": {"percent": 50}, "entry": entry}
    twice = reported(orders("i"), NOON + 40 * DAY, **fields).lift
    assert twice is not None and twice.treated.value_sum == twice.held_out.value_sum == 67.0
    goal = GOAL | {"once_by": "order_id"}
    once = reported(orders("j"), NOON + 40 * DAY, **fields, goal=goal)
    assert once.lift is not None and once.lift.treated.value_sum == once.lift.held_out.value_sum == 37.0
    assert [(one.treated.conversions, one.treated.value) for one in once.totals] in ([], [(3, 37.0), (0, 0.0)])
    without = reported(orders("k", ids=False), NOON + 40 * DAY, **fields, goal=goal).lift
    assert without is not None and without.treated.value_sum == 67.0, "what has no id counts each time"
    filtered = goal | {"where": 'plan == "pro"'}
    looks_further = reported(orders("l"), NOON + 40 * DAY, **fields, goal=filtered).lift
    assert looks_further is not None and looks_further.treated.value_sum == 37.0, "whatever the filter looks at"


def test_an_order_before_the_message_is_none_of_its_conversions_when_its_double_comes_after() -> None:
    book = Oracle().enter("me", "mp", NOON).expose("me", "mp", NOON + 10)
    for at in (NOON + 5, NOON + 20):
        bought(book, "mp", at, position=at, order_id="A", amount=3)
        book.reach("me", "mp", at, 3.0, since=NOON, position=at)
    found = reported(book, NOON + 40 * DAY, **ONCE, goal=GOAL | {"once_by": "order_id"}).lift
    assert found is not None and found.treated.conversions == 0


def test_money_back_subtracts_and_is_no_conversion() -> None:
    book = Oracle()
    for person in ("n1", "n2"):
        book.enter(f"e{person}", person, NOON).expose(f"e{person}", person, NOON)
    for n, (person, amount, order) in enumerate(
        (("n1", 30, "A"), ("n1", -10, "A"), ("n1", -5, "A"), ("n1", -5, "A"), ("n2", -8, "Z"))
    ):
        at = NOON + n + 1
        bought(book, person, at, position=at, order_id=order, amount=amount)
        book.reach(f"e{person}", person, at, float(amount), since=NOON, position=at)
    plain = reported(book, NOON + 40 * DAY, **ONCE)
    assert plain.lift is not None and plain.converted == 1
    assert (plain.lift.treated.conversions, plain.lift.treated.value_sum) == (1, 2.0)
    by_id = reported(book, NOON + 40 * DAY, **ONCE, goal=GOAL | {"once_by": "order_id"}).lift
    assert by_id is not None and by_id.treated.value_sum == 7.0, "each part that is given back once, its double not"


def test_amounts_that_came_as_text_are_read_among_the_events_too() -> None:
    book = Oracle().enter("oe", "op", NOON, unit="@o").expose("oe", "op", NOON)
    for n, amount in enumerate(("19.90", " 5 ", "-1", "1,200.50", "19,90", "", None, True, {"of": 3}, 2)):
        bought(book, f"colleague{n}", NOON + n + 1, "@o", amount=amount)
    found = reported(book, NOON + 40 * DAY, **ACCOUNTS).lift
    assert found is not None and found.treated.value_sum == pytest.approx(19.9 + 5 - 1 + 2)


def test_amounts_of_colleagues_in_another_currency_are_not_added() -> None:
    book = Oracle().enter("ue", "up", NOON, unit="@u").expose("ue", "up", NOON)
    for n, currency in enumerate(("EUR", "usd", " eur", None, "", 978)):
        bought(book, f"colleague-u{n}", NOON + n + 1, "@u", amount=10**n, currency=currency)
    name = SHELF.put(book)
    fields = ACCOUNTS | {"goal": GOAL | {"currency": "currency"}}
    for workspace, worth in (({"currency": "EUR"}, 11_101.0), ({}, 111_111.0)):
        known = with_document(PublishedSet(), document(name, **fields), 1)
        known = with_document(known, build_document({"kind": "workspace", **workspace}), 1)
        lift = journey_report(SHELF.facts, known, name, NOON + 40 * DAY).lift
        assert lift is not None and (lift.treated.conversions, lift.treated.value_sum) == (1, worth)
