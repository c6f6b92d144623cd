"""Two comparisons: a world with faults against itself without them, and a world against the replay of its own log."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from loopline.decisions.narration.account import BY_ACCOUNT
from loopline.lab.simulator.facts import RecordedFact
from loopline.lab.simulator.runner import ALL, PlayedWorld
from loopline.lab.simulator.worlds import START
from loopline.lab.virtual_time import Stores, Virtual
from loopline.model.addresses.normal import address_key
from loopline.model.channels import ChannelName
from loopline.model.message import Deferred, Outcome, Refused, Unknown, UnknownPolicy
from loopline.model.records import OutboxRow
from loopline.model.signal import AccountJoined, TraitsChanged
from loopline.pipeline.take_up import CRASHED

UNSETTLED: Final = ("attempt", "unknown")
ADDRESSES: Final[tuple[tuple[ChannelName, str], ...]] = (("email", "email"), ("sms", "phone"))
PLACE: Final = {"position": 0, "seq": 0, "decided_at": 0}


def differences(unlucky: PlayedWorld, lucky: PlayedWorld) -> list[str]:
    """Differences that faults made where they must not.

    Three things may differ: where in the log a fact stands; all that follows for a person one of whose messages was
    being sent at a crash, or whose provider gave no answer even without one, and for whoever shares an address with
    such a one; and what follows where a message did not go at once and there are routes: who was tried and who rests is
    remembered in memory alone.
    """
    excused = excused_people(unlucky, lucky)
    mine, theirs = facts_by_teller(unlucky, excused), facts_by_teller(lucky, excused)
    found = [
        f"luck changed {person or 'the published'}: {text}"
        for person in sorted(mine.keys() | theirs.keys())
        for text in _first_difference(mine[person], theirs[person])
    ]
    sent = set(unlucky.taken) ^ set(lucky.taken)
    found += [
        f"luck decides whether {key} is sent" for key in sorted(sent) if not is_excused(key, unlucky, lucky, excused)
    ]
    return found


def excused_people(unlucky: PlayedWorld, lucky: PlayedWorld) -> set[str]:
    """The people for whom two equal worlds may differ, since a crash, or a silent provider, touched them."""
    excused = {unlucky.oracle.root(fact.person) for fact in unlucky.facts if fact.reason == CRASHED}
    excused |= {unlucky.oracle.root(fact.person) for fact in lucky.facts if (fact.kind, fact.name) == UNSETTLED}
    excused |= {unlucky.oracle.root(person) for person in (*_passed_on(unlucky), *_passed_on(lucky))}
    return with_colleagues(unlucky, _with_sharers(unlucky, excused))


def _passed_on(played: PlayedWorld) -> Iterator[str]:
    """People whose messages found a provider that did not take them, in a world that has several."""
    for key, asked in played.books.asked.items() if played.world.carriers else ():
        if any(isinstance(one.outcome, Deferred | Refused) for one in asked):
            yield played.outbox[key].message.person


def is_excused(key: str, unlucky: PlayedWorld, lucky: PlayedWorld, excused: set[str]) -> bool:
    """Whether a message is to one of these people."""
    row = unlucky.outbox.get(key) or lucky.outbox[key]
    return unlucky.oracle.root(row.message.person) in excused


def _with_sharers(played: PlayedWorld, excused: set[str]) -> set[str]:
    """These people, and all who hear from an address what one of them said."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for signal in played.signals:
        if isinstance(signal, TraitsChanged):
            stated = ((channel, signal.traits.get(trait)) for channel, trait in ADDRESSES)
            for key in {address_key(channel, text) for channel, text in stated if isinstance(text, str)} - {""}:
                holders[key].add(played.oracle.root(signal.key))
    found, before = set(excused), set[str]()
    while found != before:
        before = set(found)
        found.update(*(several for several in holders.values() if several & before))
    return found


def with_colleagues(played: PlayedWorld, excused: set[str]) -> set[str]:
    """These people, and all who have been in an account with one of them, where accounts decide who enters."""
    if not any(fact.kind == "chosen" for fact in played.facts):
        return excused
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for signal in played.signals:
        if isinstance(signal, AccountJoined):
            groups[signal.account].add(played.oracle.root(signal.key))
    found, before = set(excused), set[str]()
    while found != before:
        before = set(found)
        found.update(*(several for several in groups.values() if several & before))
        found = _with_sharers(played, found)
    return found


def facts_by_teller(played: PlayedWorld, excused: set[str]) -> defaultdict[str, list[str]]:
    """Facts as texts, without their place; those that an address or an account told by themselves."""
    by_person: defaultdict[str, list[str]] = defaultdict(list)
    joined = (one for one in played.signals if isinstance(one, AccountJoined))
    accounts = {one.account for one in joined if played.oracle.root(one.key) in excused}
    for fact in played.facts:
        of_address = fact.kind == "address" and not fact.person
        through = fact.data.get("through", "") if of_address else fact.person
        by_account = fact.account if fact.kind in ("chosen", "returned") or fact.name == BY_ACCOUNT else ""
        if played.oracle.root(through) not in excused and (fact.person or by_account not in accounts):
            teller = by_account or (f"the address {fact.data['address']}" if of_address else fact.person)
            by_person[teller].append(_text(fact))
    return by_person


def _text(fact: RecordedFact) -> str:
    return msgspec.json.encode(msgspec.structs.replace(fact, **PLACE)).decode()


def _first_difference(mine: list[str], theirs: list[str]) -> Iterator[str]:
    if mine == theirs:
        return
    for one, other in zip([*mine, "nothing"], [*theirs, "nothing"], strict=False):
        if one != other:
            yield f"{one[:300]} instead of {other[:300]}"
            return


class _Idle:
    """In a replay nothing is sent."""

    unknown_policy: UnknownPolicy = "ask"

    def send(self, rows: Sequence[OutboxRow], now: int) -> list[Outcome]:
        """Nobody knows."""
        return [Unknown("a replay sends nothing")] * len(rows)

    def ask(self, key: str) -> Outcome:
        """Nobody knows."""
        return Unknown("a replay sends nothing")


def replay_differs(played: PlayedWorld, stores: Stores) -> list[str]:
    """The same log, processed in the same passes by an empty store, gives the same facts, byte for byte."""
    log, state = stores()
    virtual = Virtual(log, state, _Idle(), START)
    taken = 0
    for position, now in played.commits:
        virtual.clock.move_to(now)
        if position > taken:
            log.append([played.signals[taken:position]])
            taken = position
        virtual.loop.run_once()
    lines = b"".join(text for _, text in state.chunks(0, ALL))
    if lines == played.lines:
        return []
    pairs = zip(lines.split(b"\n"), played.lines.split(b"\n"), strict=False)
    one, other = next(((a, b) for a, b in pairs if a != b), (b"fewer", b"more"))
    return [f"the replay says {one[:300].decode()} instead of {other[:300].decode()}"]
