"""The ledger of an offer: whatever comes in whatever order, it grants within its budget, each ask and code once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.offers.ledger import CODES_LOW, advance_offer
from loopline.model.duration import DAY
from loopline.model.fact import Fact
from loopline.model.keyed.ledger import offer_key
from loopline.model.signals.offers import CodesHanded, GrantRedeemed, GrantReturned, OfferAnswered
from tests.decisions.offers.played import AT, PlayedOffer

EUR = 10_000


def returned(name: str, *, lapsed: bool = False, returns: bool = True) -> GrantReturned:
    kind = "lapsed" if lapsed else "returned"
    return GrantReturned(
        key=offer_key("ten"),
        id=f"{name}/{kind}",
        at=AT,
        received_at=AT,
        grant=name,
        cost=10 * EUR,
        lapsed=lapsed,
        returns=returns,
    )


def redeemed(name: str, cost: int, *, late: bool = False) -> GrantRedeemed:
    return GrantRedeemed(
        key=offer_key("ten"),
        id=f"{name}/redeemed",
        at=AT,
        received_at=AT,
        grant=name,
        held=10 * EUR,
        cost=cost,
        late=late,
    )


def test_the_last_unit_of_the_budget_is_granted_and_not_one_more() -> None:
    played = PlayedOffer()
    for number in range(12):
        played.ask(f"p{number}")
    assert len(played.granted) == 10
    assert played.refusals() == ["budget_spent"] * 2
    assert played.ledger.spent == 100 * EUR


def test_an_ask_that_comes_twice_is_granted_once() -> None:
    played = PlayedOffer()
    asked = played.ask("ann")
    played.take(asked)
    assert len(played.answers) == 1
    assert played.ledger.committed == 10 * EUR


def test_a_bound_of_grants_holds_and_a_grant_that_came_to_nothing_is_free_again() -> None:
    played = PlayedOffer(budget={"grants": 1, "currency": "EUR"}, cost=0)
    played.ask("ann")
    played.ask("bob")
    played.take(replace(returned("ann"), cost=0))
    played.ask("cem")
    assert [one.key for one in played.granted] == ["ann", "cem"]
    assert played.refusals() == ["grants_spent"]


@pytest.mark.parametrize(("returns", "left"), [(True, 10), (False, 9)])
def test_what_a_lapsed_grant_held_comes_back_only_where_the_offer_says_so(returns: bool, left: int) -> None:
    played = PlayedOffer()
    played.ask("ann")
    played.take(returned("ann", lapsed=True, returns=returns))
    for number in range(20):
        played.ask(f"p{number}")
    assert len(played.granted) == 1 + left
    assert played.ledger.lapsed == 1


def test_a_redemption_at_less_frees_the_rest_and_one_at_more_is_told_as_over() -> None:
    played = PlayedOffer()
    played.ask("ann")
    played.ask("bob")
    played.take(redeemed("ann", 4 * EUR))
    played.take(redeemed("bob", 25 * EUR))
    ledger = played.ledger
    assert (ledger.committed, ledger.over, ledger.redeemed_cost) == (14 * EUR, 15 * EUR, 29 * EUR)
    for number in range(20):
        played.ask(f"p{number}")
    assert ledger.spent + 10 * EUR * 7 == 99 * EUR
    assert len(played.granted) == 2 + 7, "what shops gave beyond is not given a second time"


def test_a_redemption_after_its_budget_came_back_counts_whole_as_over() -> None:
    played = PlayedOffer()
    played.ask("ann")
    played.take(returned("ann", lapsed=True))
    played.take(redeemed("ann", 10 * EUR, late=True))
    assert (played.ledger.committed, played.ledger.over) == (0, 10 * EUR)


def test_the_newest_version_bounds_those_who_ask_by_an_older_one() -> None:
    played = PlayedOffer()
    played.ask("ann")
    played.republish(budget=replace(played.offer.budget, amount=15))
    played.ask("bob")
    played.republish(archived=True)
    played.ask("cem")
    played.republish(ends="2026-03-01")
    played.ask("dan", at=AT + DAY)
    assert played.refusals() == ["budget_spent", "offer_gone", "ended"]


def test_money_of_another_currency_is_not_added_up() -> None:
    played = PlayedOffer()
    played.ask("ann")
    played.take(replace(played.ask("bob"), id="other", grant="other", currency="USD"))
    assert played.refusals() == ["currency_changed"]


def test_a_ledger_that_was_lost_grants_nothing() -> None:
    played = PlayedOffer()
    played.ledger = replace(played.ledger, is_lost=True)
    played.ask("ann")
    assert played.refusals() == ["ledger_lost"]


def test_generated_codes_differ_are_the_same_on_a_replay_and_hang_on_the_secret() -> None:
    first, again = (
        PlayedOffer(codes={"source": "generated", "prefix": "BACK-"}),
        PlayedOffer(codes={"source": "generated", "prefix": "BACK-"}),
    )
    for number in range(10):
        first.ask(f"p{number}")
        again.ask(f"p{number}")
    codes = [one.code for one in first.granted]
    assert codes == [one.code for one in again.granted]
    assert len(set(codes)) == 10
    assert all(code.startswith("BACK-") and len(code) == 15 for code in codes)
    other = PlayedOffer(codes={"source": "generated", "prefix": "BACK-"})
    other.ledger = replace(other.ledger, secret="t" * 64)
    other.ask("p0")
    assert other.granted[0].code != codes[0]


def test_without_a_secret_no_code_that_could_be_guessed_is_made() -> None:
    played = PlayedOffer(codes={"source": "generated"})
    played.ledger = replace(played.ledger, secret="")
    played.ask("ann")
    assert played.refusals() == ["not_opened"]


def test_every_code_of_the_pool_is_handed_out_once_and_then_they_are_gone() -> None:
    played = PlayedOffer(budget={"grants": 1_000}, cost=0, codes={"source": "pool"})
    codes = [f"SAVE-{number:04}" for number in range(300)]
    played.upload(codes)
    played.upload([*codes[:50], "save-0001", "NEW-1"])
    for number in range(310):
        played.ask(f"p{number}")
    handed = [one.code for one in played.granted]
    assert sorted(handed) == sorted([*codes, "NEW-1"])
    assert played.refusals() == ["codes_gone"] * 9
    assert (played.ledger.codes_added, played.ledger.codes_known_before) == (301, 51)
    told = [fact for fact in played.effects if isinstance(fact, Fact) and fact.reason == "codes_added"]
    assert told and all(fact.name == "ten" for fact in told)


def test_asks_wait_for_a_shelf_that_is_slow_and_none_is_lost() -> None:
    played = PlayedOffer(budget={"grants": 100}, cost=0, codes={"source": "pool"})
    played.ledger = replace(played.ledger, coming=2)
    for name in ("ann", "bob", "cem"):
        played.ask(name)
    assert not played.answers
    handed = CodesHanded(key=played.ledger.key, id="h", at=AT, received_at=AT, number=0, codes=("A", "B"), asked=2)
    played.take(handed)
    assert [one.code for one in played.granted] == ["A", "B"]
    assert played.refusals() == ["codes_gone"]


def test_the_record_holds_few_codes_however_many_were_uploaded() -> None:
    played = PlayedOffer(budget={"grants": 50_000}, cost=0, codes={"source": "pool"})
    played.upload(f"C{number}" for number in range(9_000))
    for number in range(500):
        played.ask(f"p{number}")
        assert CODES_LOW <= len(played.ledger.codes) <= 96
    assert played.ledger.codes_left == 8_500


NAMES = st.integers(0, 30).map(lambda number: f"p{number}")
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), NAMES),
        st.tuples(st.just("again"), NAMES),
        st.tuples(st.sampled_from(["returned", "lapsed", "kept", "redeemed"]), NAMES),
        st.tuples(st.just("upload"), st.integers(0, 40).map(str)),
    ),
    max_size=120,
)


@given(acts=ACTS, budget=st.integers(1, 90), source=st.sampled_from(["none", "generated", "pool"]))
def test_whatever_happens_the_budget_holds_and_no_code_is_given_twice(
    acts: list[tuple[str, str]], budget: int, source: str
) -> None:
    """Against a count by hand of all that was granted and came back."""
    played = PlayedOffer(budget={"amount": budget + 9, "currency": "EUR"}, codes={"source": source})
    held: dict[str, int] = {}
    over = {"kept": 0}
    for act, what in acts:
        before = len(played.answers)
        if act == "ask" or act == "again":
            played.ask(what)
        elif act == "upload":
            played.upload([f"{what}-{place}" for place in range(int(what) % 7)])
        elif what in held:
            del held[what]
            if act == "redeemed":
                played.take(redeemed(what, 3 * EUR))
                over["kept"] += 3 * EUR
            elif act == "kept":
                played.take(returned(what, lapsed=True, returns=False))
                over["kept"] += 10 * EUR
            else:
                played.take(returned(what, lapsed=act == "lapsed"))
        held |= {one.grant: one.cost for one in played.answers[before:] if one.granted}
        assert played.ledger.committed == sum(held.values()) + over["kept"] <= (budget + 9) * EUR
    asked = Counter(one.grant for one in played.answers)
    assert not asked or max(asked.values()) == 1
    codes = [one.code for one in played.granted if one.code]
    assert len(codes) == len(set(codes))
    assert all(isinstance(one, OfferAnswered) for one in played.answers)


def test_what_concerns_it_not_changes_nothing() -> None:
    played = PlayedOffer()
    strange = OfferAnswered(key=played.ledger.key, id="x", at=AT, received_at=AT, offer="ten", grant="g", granted=True)
    assert advance_offer(played.ledger, strange, played.book) == (played.ledger, [])
