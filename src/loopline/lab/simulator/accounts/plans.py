"""Makes some worlds such that accounts decide: their journeys ask the account, and people join and change accounts."""

from random import Random
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from loopline.model.duration import DAY
from loopline.model.entry.account import AccountEntry
from loopline.model.entry.trigger import Trigger
from loopline.model.ids import ACCOUNT
from loopline.model.journey import Document, ExitRule, Journey
from loopline.model.signal import AccountJoined, DocumentPublished, EventReceived, Signal

Batch = tuple[int, tuple[Signal, ...]]
WORLDS: Final = 0.2
"""So many of all worlds."""

JOURNEYS: Final = 0.7
MOVES: Final = 12
OWN_EVENTS: Final = 10
"""So many events are of accounts themselves."""
ACCOUNTS: Final = (f"{ACCOUNT}c0", f"{ACCOUNT}c1")
QUESTIONS: Final = (
    'account.count("alpha", within="2d") >= 2',
    'account.count("beta") >= 3',
    'account.count("gamma", within="1d") < 1 and account.seats >= 2',
    'hours_since(account.last("delta")) >= 30',
)
"""What accounts are asked of their members; the last two change by time alone too."""

RULES: Final = ('plan == "pro"', 'plan == "free"', "score >= 5", 'in_list("vip")', "account.seats >= 5")
_read: Final = msgspec.json.Decoder(Document).decode


def of_accounts(seed: int, batches: list[Batch], people: list[str], start: int, days: int) -> list[Batch]:
    """The batches of a world; in one of those that are drawn, with accounts that decide. Others stay as they were."""
    rng = Random(f"accounts/{seed}")
    if rng.random() >= WORLDS:
        return batches
    others = Random(f"members/{seed}")
    made = [
        (at, tuple(_asking_of_members(_asking_accounts(signal, rng), others, seed) for signal in batch))
        for at, batch in batches
    ]
    joins = [(start + 1, person) for person in people if rng.random() < 0.8]
    joins += [(start + DAY + rng.randrange(days * DAY), rng.choice(people)) for _ in range(MOVES)]
    for number, (at, person) in enumerate(joins):
        traits: dict[str, Any] = {"seats": rng.randint(1, 9)} if rng.random() < 0.3 else {}
        joined = AccountJoined(
            key=person, id=f"join{number}", at=at, received_at=at, account=rng.choice(ACCOUNTS), traits=traits
        )
        made.append((at, (joined,)))
    for number in range(OWN_EVENTS):
        at, account = start + DAY + others.randrange(days * DAY), others.choice(ACCOUNTS)
        name, body = others.choice(("alpha", "overdue")), b'{"k": 1}'
        own = EventReceived(key=account, id=f"own{number}", name=name, at=at, received_at=at, properties=body)
        made.append((at, (own,)))
    return made


def _asking_accounts(signal: Signal, rng: Random) -> Signal:
    """A journey that is published so that accounts decide, as a rule; every other signal as it is."""
    if not isinstance(signal, DocumentPublished) or signal.kind != "journey":
        return signal
    document = _read(signal.document)
    if not isinstance(document, Journey) or rng.random() >= JOURNEYS:
        return signal
    account = AccountEntry(
        recipient=tuple(rng.sample(RULES, rng.choice((0, 1, 2)))),
        limit=rng.choice((1, 1, 1, 2)),
        fallback=rng.choice(("asker", "anyone")),
        hand_on=rng.random() < 0.8,
    )
    entry = replace(document.entry, account=account)
    return replace(signal, document=msgspec.json.encode(replace(document, entry=entry)))


def _asking_of_members(signal: Signal, rng: Random, seed: int) -> Signal:
    """A journey that is published so that it asks what all members of an account did, in one place or another.

    Where the account decides, it may let in several beside each other, and so many a day.
    """
    if not isinstance(signal, DocumentPublished) or signal.kind != "journey":
        return signal
    document = _read(signal.document)
    if not isinstance(document, Journey) or rng.random() >= JOURNEYS:
        return signal
    entry, exits = document.entry, document.exits
    of_journey = Random(f"rates/{seed}/{document.id}")  # the same in all its versions
    if entry.account is not None and not entry.reentry.concurrent and of_journey.random() < 0.6:
        several = replace(entry.account, at_once=of_journey.choice((1, 2, 3)), per_day=of_journey.choice((1, 1, 2)))
        entry = replace(entry, account=several)
    if rng.random() < 0.4:
        asked = f"not ({rng.choice(QUESTIONS)})"
        entry = replace(entry, where=f"({entry.where}) and {asked}" if entry.where else asked)
    if entry.account is not None and rng.random() < 0.5:
        rule = replace(entry.account, recipient=(*entry.account.recipient, rng.choice(QUESTIONS)))
        entry = replace(entry, account=rule)
    if rng.random() < 0.6:
        entry = replace(entry, triggers=(*entry.triggers, Trigger(when=rng.choice(QUESTIONS))))
    if entry.account is not None and rng.random() < 0.6:
        entry = replace(entry, triggers=(*entry.triggers, Trigger(account_event="overdue")))
    if rng.random() < 0.3:
        exits = (*exits, ExitRule(when=rng.choice(QUESTIONS), reason="members"))
    return replace(signal, document=msgspec.json.encode(replace(document, entry=entry, exits=exits)))
