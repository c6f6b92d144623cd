"""A person and her grants by the one pure function: every grant is used, redeemed, lapsed or goes back."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from loopline.decisions.documents.read import build_document
from loopline.decisions.nodes.message.offer import ANSWER_WAIT_MS
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect, EmitSignal
from loopline.model.fact import Fact
from loopline.model.offers.grant import GRANT_MEMORY_MS, GRANTS_MAX, Grant
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, ConsentChanged, PersonAbsorbed, Signal
from loopline.model.signals.offers import GrantRedeemed, GrantReturned, OfferAnswered, OfferAsked
from loopline.pipeline.advance import advance
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.runtime.engine.cache import encode
from tests.decisions.played import ANN, DAY, HOUR, MAIL, START, did, later, mails, play, published

OFFER: dict[str, Any] = {
    "kind": "offer",
    "id": "ten",
    "words": "10 off",
    "cost": 10,
    "budget": {"amount": 1_000, "currency": "EUR"},
    "per_person": 0,
    "codes": {"source": "shared", "shared": "TEN"},
    "expires": "14d",
    "returns": True,
    "redeemed_by": {"event": "ordered", "code": "coupon", "cost": "discount"},
}
GIVING = {**MAIL, "offer": "ten", "content": {"subject": "{{offer.words}}", "text": "{{offer.code}}"}}


def rules(node: dict[str, Any] | None = None, offer: dict[str, Any] | None = None, **journey: Any) -> PublishedSet:
    """A journey of one message that gives the offer, entered as often as its event comes."""
    entry = {"on": ["go"], "reentry": {"policy": "always", "concurrent": True}}
    made = published({"entry": entry, "nodes": {"mail": {**GIVING, **(node or {})}}, **journey})
    return publish(made, build_document({**OFFER, **(offer or {})}), 1)


def emitted(effects: list[Effect], kind: type[Any]) -> list[Any]:
    return [one.signal for one in effects if isinstance(one, EmitSignal) and isinstance(one.signal, kind)]


def told(effects: list[Effect]) -> list[str]:
    return [fact.reason for fact in effects if isinstance(fact, Fact) and fact.kind == "offer"]


def answer(ask: OfferAsked, at: int = 0, **fields: Any) -> OfferAnswered:
    at = at or ask.at
    whole = {"granted": True, "cost": ask.cost} | fields
    return OfferAnswered(
        key="ann", id=f"{ask.grant}/answer", at=at, received_at=at, offer=ask.offer, grant=ask.grant, **whole
    )


def asked(over: PublishedSet, person: Person = ANN, at: int = START) -> tuple[Person, OfferAsked]:
    person, effects = play(over, person, did("go", at))
    (ask,) = emitted(effects, OfferAsked)
    assert not mails(effects), "no message before the answer"
    return person, ask


def granted(over: PublishedSet, person: Person = ANN, at: int = START) -> tuple[Person, list[Effect]]:
    person, ask = asked(over, person, at)
    return play(over, person, answer(ask))


def failed(key: str, at: int, result: Any = "refused") -> AttemptAnswered:
    return AttemptAnswered(
        key="ann",
        id=f"{key}/{result}",
        at=at,
        received_at=at,
        message=key,
        attempt=1,
        result=result,
        channel="email",
        topic="",
        journey="j",
        version=1,
        node="mail",
        enrollment=key.partition(":")[0],
        code="content_blank",
    )


def test_the_message_waits_for_the_answer_and_carries_what_was_promised() -> None:
    person, effects = granted(rules())
    (mail,) = mails(effects)
    until = "2026-03-15T12:00:00Z"
    said = msgspec.json.decode(mail.context)["offer"]
    assert said == {"id": "ten", "words": "10 off", "code": "TEN", "expires_at": said["expires_at"]}
    assert said["expires_at"][:10] == until[:10]
    (grant,) = person.grants
    assert (grant.state, grant.sent, grant.cost, grant.expires_at) == ("granted", True, 100_000, START + 14 * DAY)
    assert not person.enrollments


def test_a_refusal_leads_where_the_message_says() -> None:
    for policy, sends, ends in (
        ("go_on", 0, "completed"),
        ("send", 1, "completed"),
        ("exit", 0, "offer_refused_budget_spent"),
    ):
        person, ask = asked(over := rules({"if_no_offer": policy}))
        person, effects = play(over, person, answer(ask, granted=False, reason="budget_spent"))
        assert len(mails(effects)) == sends, policy
        assert [fact.reason for fact in effects if isinstance(fact, Fact) and fact.kind == "exited"] == [ends]
        assert person.grants == (), "a refusal is no grant"
        assert all("offer" not in msgspec.json.decode(mail.context) for mail in mails(effects))


def test_an_answer_that_does_not_come_counts_as_none_and_a_later_grant_goes_back() -> None:
    person, ask = asked(over := rules())
    person, effects = play(over, person, later(START + ANSWER_WAIT_MS))
    assert told(effects) == ["refused_no_answer"]
    assert not person.enrollments
    person, effects = play(over, person, answer(ask, START + DAY))
    (back,) = emitted(effects, GrantReturned)
    assert (back.grant, back.cost, back.lapsed) == (ask.grant, 100_000, False)
    assert person.grants == ()


def test_whatever_else_happens_before_the_answer_the_message_still_waits() -> None:
    person, ask = asked(over := rules())
    spoken = ConsentChanged(
        key="ann", id="c", at=START + 1, received_at=START + 1, channel="sms", topic="", allowed=True
    )
    person, effects = play(over, person, spoken, did("other", START + 2))
    assert (mails(effects), told(effects), len(person.enrollments)) == ([], [], 1)
    person, effects = play(over, person, answer(ask, START + 3))
    assert len(mails(effects)) == 1


def test_somebody_who_leaves_before_the_answer_gives_the_grant_back() -> None:
    over = rules(exits=[{"on": "bought", "reason": "bought"}])
    person, ask = asked(over)
    person, _ = play(over, person, did("bought", START + 1))
    person, effects = play(over, person, answer(ask, START + 2))
    assert told(effects) == ["granted", "returned"]
    assert [one.grant for one in emitted(effects, GrantReturned)] == [ask.grant]
    assert (person.grants, mails(effects)) == ((), [])


def test_a_grant_whose_message_never_leaves_goes_back_and_one_that_left_does_not() -> None:
    for result, back in (("refused", 1), ("failed", 1), ("sent", 0), ("unknown", 0), ("retry", 0)):
        person, effects = granted(over := rules())
        person, effects = play(over, person, failed(person.grants[0].id, START + HOUR, result))
        assert len(emitted(effects, GrantReturned)) == back, result
        assert len(person.grants) == 1 - back


def test_a_gate_that_closes_after_the_grant_keeps_it_until_it_opens() -> None:
    over = rules({"if_refused": "wait"})
    person, ask = asked(over)
    refusal = ConsentChanged(key="ann", id="n", at=START, received_at=START, channel="email", topic="", allowed=False)
    person, _ = play(over, person, refusal)
    person, effects = play(over, person, answer(ask, START + 1))
    assert (mails(effects), told(effects)) == ([], ["granted"])
    assert not person.grants[0].sent
    end, effects = play(over, person, later(START + 4 * DAY))
    assert told(effects) == ["returned"], "the wait ran out, so nobody got it"
    yes = replace(refusal, id="y", at=START + DAY, received_at=START + DAY, allowed=True)
    person, effects = play(over, person, yes)
    assert len(mails(effects)) == 1
    assert (len(end.grants), person.grants[0].sent) == (0, True)


def test_held_out_people_ask_for_nothing() -> None:
    over = rules(holdout={"percent": 90})
    for number in range(60):
        person = replace(ANN, key=f"p{number}")
        person, effects = advance(person, replace(did("go"), key=person.key), over, START)
        withheld = [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "withheld"]
        assert len(emitted(effects, OfferAsked)) == 1 - len(withheld)
    over = rules({"holdout": {"percent": 90}})
    sides = [play(over, replace(ANN, unit=f"u{number}"), did("go"))[1] for number in range(60)]
    assert 20 < sum(not emitted(effects, OfferAsked) for effects in sides) <= 60
    for effects in sides:
        assert (
            len(emitted(effects, OfferAsked))
            + len([fact for fact in effects if isinstance(fact, Fact) and fact.kind == "withheld"])
            == 1
        )


def test_the_side_of_a_messages_own_holdout_is_told_once() -> None:
    over = rules({"holdout": {"percent": 1}})
    person, effects = play(over, ANN, did("go"))
    (ask,) = emitted(effects, OfferAsked)
    _, more = play(over, person, answer(ask))
    assert len([fact for fact in [*effects, *more] if isinstance(fact, Fact) and fact.kind == "assigned"]) == 1


def test_limits_of_a_person_hold_over_journeys_and_over_a_group() -> None:
    over = rules(offer={"per_person": 1, "cooling_off": "30d", "group": "g"})
    person, _ = granted(over)
    person, effects = play(over, person, did("go", START + DAY))
    assert told(effects) == ["refused_had_it"]
    other = publish(over, build_document({**OFFER, "cooling_off": "30d", "group": "g"}), 2)
    person, effects = play(other, person, did("go", START + 2 * DAY))
    assert told(effects) == ["refused_cooling_off"]
    person, effects = play(other, person, did("go", START + 30 * DAY))
    assert "asked" in told(effects)


def test_dates_and_archiving_hold_at_once_whatever_a_journey_pinned() -> None:
    for change, reason in (
        ({"starts": "2030-01-01"}, "not_started"),
        ({"ends": "2026-01-01"}, "ended"),
        ({"archived": True}, "offer_gone"),
        ({"when": "plan == 'pro'"}, "not_eligible"),
        ({"margin_floor": {"field": "margin", "at_least": 5}}, "below_margin"),
    ):
        _, effects = play(rules(offer=change), ANN, did("go"))
        assert told(effects) == [f"refused_{reason}"]
        assert not emitted(effects, OfferAsked)


def test_a_grant_is_redeemed_once_by_its_code_at_its_real_cost() -> None:
    person, _ = granted(over := rules())
    person, effects = play(over, person, did("ordered", START + DAY, coupon="OTHER", discount=3))
    assert told(effects) == []
    person, effects = play(over, person, did("ordered", START + DAY, coupon=" ten ", discount="3.5"))
    (said,) = emitted(effects, GrantRedeemed)
    assert (said.held, said.cost, said.late) == (100_000, 35_000, False)
    person, effects = play(over, person, did("ordered", START + 2 * DAY, coupon="TEN", discount=3))
    assert told(effects) == []
    assert person.grants[0].state == "redeemed"


def test_a_page_redeems_at_what_the_grant_holds_whatever_number_it_sends() -> None:
    person, _ = granted(over := rules())
    page = replace(did("ordered", START + DAY, coupon="TEN", discount=900_000), trust="browser")
    _, effects = play(over, person, page)
    (said,) = emitted(effects, GrantRedeemed)
    assert (said.held, said.cost) == (100_000, 100_000)


def test_a_grant_lapses_at_its_time_and_a_late_redemption_is_told_as_late() -> None:
    person, _ = granted(over := rules())
    assert person.wake_at() == START + 14 * DAY
    person, effects = play(over, person, later(START + 20 * DAY))
    (back,) = emitted(effects, GrantReturned)
    assert (back.at, back.lapsed, back.returns) == (START + 14 * DAY, True, True)
    assert person.wake_at() is None
    _, effects = play(over, person, did("ordered", START + 21 * DAY, coupon="TEN", discount=3))
    (said,) = emitted(effects, GrantRedeemed)
    assert (said.late, told(effects)) == (True, ["redeemed_late"])


def test_an_offer_that_ends_sooner_ends_its_grants_with_it() -> None:
    person, _ = granted(rules(offer={"ends": "2026-03-05"}))
    assert START < person.grants[0].expires_at < START + 6 * DAY


def test_who_takes_another_in_has_the_grants_of_both() -> None:
    over = rules(offer={"per_person": 1})
    other, _ = granted(over, replace(ANN, key="~anon"))
    person = replace(ANN, first_seen_at=1)
    absorbed = PersonAbsorbed(
        key="ann", id="ab", at=START + 1, received_at=START + 1, other="~anon", state=encode(other), request="r"
    )
    person, _ = play(over, person, absorbed)
    assert [grant.offer for grant in person.grants] == ["ten"]
    _, effects = play(over, person, did("go", START + DAY))
    assert told(effects) == ["refused_had_it"]


def test_memory_is_bounded_and_nobody_gets_more_while_it_is_full() -> None:
    over = rules()
    held = tuple(Grant(f"g{n}", "ten", 1, START, "redeemed") for n in range(GRANTS_MAX))
    _, effects = play(over, replace(ANN, grants=held), did("go", START + DAY))
    assert told(effects) == ["refused_too_many_grants"]
    person, effects = play(over, replace(ANN, grants=held), did("go", START + GRANT_MEMORY_MS))
    assert "asked" in told(effects)
    assert len(person.grants) == 1


ACTS = st.lists(st.sampled_from(["go", "grant", "refuse", "fail", "order", "day", "leave", "again"]), max_size=25)


@given(acts=ACTS)
def test_every_grant_that_was_given_is_held_or_was_told_back_once(acts: list[str]) -> None:
    """Against the ledger's view: what was granted, less what came back, is what she still holds or has used."""
    over = rules(exits=[{"on": "bought"}])
    person, at, open_asks = ANN, START, dict[str, OfferAsked]()
    ledger = dict[str, str]()
    done: list[Signal] = []
    for number, act in enumerate(acts):
        at += 7
        signal: Signal
        if act == "go":
            signal = replace(did("go", at), id=f"go{number}")
        elif act in ("grant", "refuse") and open_asks:
            _, ask = open_asks.popitem()
            signal = answer(ask, at, granted=act == "grant", reason="" if act == "grant" else "budget_spent")
            ledger |= {ask.grant: "granted"} if act == "grant" else {}
        elif act == "fail" and person.grants:
            signal = failed(person.grants[0].id, at)
        elif act == "order":
            signal = replace(did("ordered", at, coupon="TEN", discount=2), id=f"o{number}")
        elif act == "leave":
            signal = replace(did("bought", at), id=f"b{number}")
        else:
            at += DAY
            signal = later(at)
        person, effects = advance(person, signal, over, at)
        done.append(signal)
        open_asks |= {ask.grant: ask for ask in emitted(effects, OfferAsked)}
        for one in emitted(effects, GrantReturned):
            assert ledger.pop(one.grant) == "granted"
        for one in emitted(effects, GrantRedeemed):
            assert ledger.get(one.grant, "lapsed") in ("granted", "lapsed")
            ledger[one.grant] = "redeemed"
        held = {one.id for one in person.grants if one.state == "granted"}
        assert held == {grant for grant, state in ledger.items() if state == "granted"}
        assert noted(person, did("unheard_of", at), Heeded(over)) is person or person.enrollments
