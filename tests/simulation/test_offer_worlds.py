"""Offers on one to five shards: whatever way the words take and however often they come, no budget is overspent."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import msgspec
import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.nodes.message import kind as message_kind
from loopline.decisions.nodes.message.offer import with_offer
from loopline.decisions.offers import ledger as ledgers
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.duration import DAY, HOUR
from loopline.model.effect import EmitSignal, SendMessage
from loopline.model.keyed.ledger import CodeShelf, OfferLedger, offer_key
from loopline.model.keyed.upload import codes_stated
from loopline.model.person import Person
from loopline.model.signal import AttemptAnswered, EventReceived, PersonLinked, TraitsChanged
from loopline.model.signals.offers import OfferOpened
from loopline.pipeline import advance as advancing
from loopline.runtime.clock import VirtualClock
from loopline.runtime.engine.cache import readable
from tests.simulation.shards import PAGE, Cluster

CHUNK, CHUNKS = 40, 4
NOW = 1_774_310_400_000
COST = 10
EUR = 10_000
PEOPLE = 14


def published(rng: Random) -> PublishedSet:
    """One offer, and two journeys that give it; in some worlds half of the people are held out of one of them."""
    offer = {
        "kind": "offer",
        "id": "ten",
        "words": "10 off",
        "cost": COST,
        "budget": {"amount": COST * rng.randint(3, 12), "currency": "EUR"},
        "per_person": rng.choice((0, 1, 2)),
        "codes": {"source": rng.choice(("pool", "pool", "generated"))},
        "expires": "3d",
        "returns": rng.random() < 0.5,
        "redeemed_by": {"event": "ordered", "cost": "cost"},
    }
    made = publish(PublishedSet(), build_document(offer), 1)
    for name, held in (("one", 0), ("two", rng.choice((0, 50)))):
        journey: dict[str, Any] = {
            "kind": "journey",
            "id": name,
            "entry": {"on": ["cancelled"], "reentry": {"policy": "always", "concurrent": True}},
            "exits": [{"on": "came_back"}],
            "holdout": {"percent": held},
            "start": "mail",
            "nodes": {
                "mail": {
                    "kind": "message",
                    "channel": "email",
                    "offer": "ten",
                    "if_no_offer": rng.choice(("go_on", "send", "exit")),
                    "content": {"subject": "x", "text": "{{offer.code}}"},
                }
            },
        }
        made = publish(made, build_document(journey), 1)
    return made


class OfferWorld:
    """One world: what happens in it is drawn from its number alone."""

    def __init__(self, number: int) -> None:
        self._rng = Random(f"offers/{number}")
        self.rules = published(self._rng)
        self._clock = VirtualClock(NOW)
        self.cluster = Cluster(self._rng.randint(1, 5), self.rules, self._clock)
        self.cluster.decisions.are_watched = False
        self.breaches: list[str] = []
        self._answered = self._signals = 0
        self._results = dict[str, str]()

    def play(self) -> list[str]:
        """What was broken, in words."""
        key = offer_key("ten")
        at = self._clock.now()
        self.cluster.accept([OfferOpened(key=key, id="opened", at=at, received_at=at, secret="s" * 64)])
        self.cluster.accept(codes_stated("ten", (f"C{number}" for number in range(9)), at))
        for number in range(PEOPLE):
            self._say(TraitsChanged, f"p{number}", traits={"email": f"p{number}@box.test"})
        for _ in range(160):
            self._something()
            self._check_bound()
        self.cluster.settle(self._rng)
        self._answer_all()
        self.cluster.settle(self._rng)
        self._check_end()
        return self.breaches

    def _something(self) -> None:
        rng, cluster = self._rng, self.cluster
        who, drawn = f"p{rng.randrange(PEOPLE)}", rng.random()
        if drawn < 0.25:
            self._say(EventReceived, who, name="cancelled")
        elif drawn < 0.3:
            self._say(EventReceived, who, name="came_back")
        elif drawn < 0.38:
            cost = msgspec.json.encode({"cost": rng.choice((0, 4, COST, 25))})
            self._say(EventReceived, who, name="ordered", properties=cost)
        elif drawn < 0.42:
            self._say(PersonLinked, who, other=f"p{rng.randrange(PEOPLE)}")
        elif drawn < 0.46:
            self.cluster.accept(codes_stated("ten", [f"C{rng.randrange(20)}"], self._clock.now()))
        elif drawn < 0.5:
            self._clock.move_to(self._clock.now() + rng.choice((HOUR, DAY)))
        elif drawn < 0.6:
            self._answer_all()
        elif drawn < 0.8:
            cluster.run(rng.randrange(len(cluster.shards)))
        else:
            cluster.carry(rng)

    def _say(self, kind: type[Any], who: str, **fields: Any) -> None:
        self._signals += 1
        at = self._clock.now()
        said = kind(key=who, id=f"s{self._signals}", at=at, received_at=at, **fields)
        self.cluster.accept([said, said] if self._rng.random() < 0.1 else [said])

    def _answer_all(self) -> None:
        """Providers answer what was sent since; some of it is refused at the send."""
        for m in self.cluster.decisions.messages[self._answered :]:
            at = self._clock.now()
            result: Any = self._rng.choice(("sent", "sent", "refused", "failed"))
            answered = AttemptAnswered(
                key=m.person,
                id=f"{m.key}/1/{result}",
                at=at,
                received_at=at,
                message=m.key,
                attempt=1,
                result=result,
                channel="email",
                topic="",
                journey=m.journey,
                version=m.version,
                node=m.node,
                enrollment=m.enrollment,
            )
            self._results[m.key] = result
            self.cluster.accept([answered])
        self._answered = len(self.cluster.decisions.messages)

    def _states(self) -> Iterator[Any]:
        for shard in self.cluster.shards:
            yield from map(readable, shard.state.scan("", PAGE))

    def _ledger(self) -> OfferLedger:
        found = [state for state in self._states() if isinstance(state, OfferLedger)]
        return found[0] if found else OfferLedger(key=offer_key("ten"))

    def _check_bound(self) -> None:
        budget, ledger = self.rules.offers.offers["ten"].budget, self._ledger()
        if ledger.committed > budget and not self.breaches:
            self.breaches.append(f"{ledger.committed} are committed of {budget}")

    def _check_end(self) -> None:
        """Sums of people are those of the ledger; codes are given once; nobody waits; the held have nothing."""
        self._check_bound()
        states = list(self._states())
        ledger, offer = self._ledger(), self.rules.offers.offers["ten"].offer
        grants = [grant for one in states if isinstance(one, Person) and not one.merged_into for grant in one.grants]
        kept = Counter[str]()
        for grant in grants:
            kept[grant.state] += min(grant.cost, COST * EUR)
        held = kept["granted"] + (0 if offer.returns else kept["lapsed"])
        at_most, least = held + kept["redeemed"], held
        if not least <= ledger.committed <= at_most or (not kept["redeemed"] and ledger.committed != held):
            self.breaches.append(f"people hold {held} to {at_most}, and the ledger has {ledger.committed}")
        if waiting := [grant.id for grant in grants if grant.state in ("asked", "refused")]:
            self.breaches.append(f"still wait: {waiting}")
        unused = [one.id for one in grants if one.state == "granted" and self._results.get(one.id) != "sent"]
        if unused:
            self.breaches.append(f"held for messages that did not leave: {unused}")
        messages = self.cluster.decisions.messages
        codes = Counter(code for m in messages if (code := _code(m)))
        if twice := [code for code, count in codes.items() if count > 1]:
            self.breaches.append(f"given twice: {twice}")
        left = [code for one in states if isinstance(one, CodeShelf) for code in one.codes] + list(ledger.codes)
        if ledger.codes_left != len(left) or set(left) & set(codes):
            self.breaches.append(f"{ledger.codes_left} codes are left by the ledger, and there are {left}")
        facts = self.cluster.decisions.facts
        withheld = {fact.enrollment for fact in facts if fact.kind == "withheld"}
        if spent := [fact.person for fact in facts if fact.kind == "offer" and fact.enrollment in withheld]:
            self.breaches.append(f"held out, and granted something: {spent}")


def _code(m: SendMessage) -> str:
    return str(msgspec.json.decode(m.context).get("offer", {}).get("code", ""))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_in_every_world_the_budget_holds_and_no_code_is_given_twice(chunk: int) -> None:
    found = {number: OfferWorld(number).play() for number in range(chunk * CHUNK, (chunk + 1) * CHUNK)}
    assert not any(found.values()), "\n".join(
        f"world {number}: {breaches}" for number, breaches in found.items() if breaches
    )


def spends_on(_ledger: Any, _ask: Any, _book: Any) -> str:
    return ""


def keeps_all(person: Person, _signal: Any, _effects: Any) -> Person:
    return person


def gives_again(ask: Any, **said: Any) -> EmitSignal:
    said["code"] = "C1" if said.get("code") else ""
    return ANSWER(ask, **said)


ANSWER = ledgers._answer


@pytest.mark.parametrize("fault", [spends_on, keeps_all, gives_again])
def test_a_planted_fault_is_seen(fault: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {
        spends_on: (ledgers, "refusal_of"),
        keeps_all: (advancing, "grants_settled"),
        gives_again: (ledgers, "_answer"),
    }
    module, name = places[fault]
    monkeypatch.setattr(module, name, fault)
    assert any(OfferWorld(number).play() for number in range(CHUNK)), fault.__name__


def test_held_out_people_are_seen_when_they_take_of_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    withholds = message_kind.MessageKind._withhold

    def both(self: Any, ctx: Any, enrollment: Any, key: str, level: str) -> None:
        withholds(self, ctx, enrollment, key, level)
        with_offer(ctx, ctx.published.version(enrollment.journey, 1), enrollment, self.node)

    monkeypatch.setattr(message_kind.MessageKind, "_withhold", both)
    assert any("held out" in str(OfferWorld(number).play()) for number in range(CHUNK))
