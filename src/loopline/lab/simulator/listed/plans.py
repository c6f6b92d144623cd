"""Makes some worlds such that memberships end by themselves, and accounts join and leave lists that open journeys."""

from random import Random
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.lab.simulator.accounts.plans import ACCOUNTS, Batch
from loopline.model.duration import DAY, HOUR, MINUTE
from loopline.model.entry.trigger import Trigger
from loopline.model.ids import PUBLISHED_KEY
from loopline.model.journey import Document, Journey, Segment
from loopline.model.signal import DocumentPublished, ListChanged, Signal

WORLDS: Final = 0.3
"""So many of all worlds, and twice as many of those in which accounts decide."""

WORDS: Final = 16
"""So many words say that an account is on a list, or off it."""

LENGTHS: Final = (30, MINUTE, HOUR, 5 * HOUR, DAY, 2 * DAY + 1)
GROWN: Final = Segment(id="grown", when='account.seats >= 3 and account.in_list("pilot")')
TRIGGERS: Final = (
    Trigger(account_list="pilot"),
    Trigger(account_list="pilot", leaves=True),
    Trigger(account_list="pilot", existing="skip"),
    Trigger(account_segment="grown"),
    Trigger(account_segment="grown", leaves=True),
)
_read: Final = msgspec.json.Decoder(Document).decode


def of_lists(seed: int, batches: list[Batch], start: int, days: int) -> list[Batch]:
    """The batches of a world; in one of those that are drawn, with ends and with lists of accounts."""
    rng = Random(f"lists/{seed}")
    share = 2 * WORLDS if any(_decides(signal) for _, batch in batches for signal in batch) else WORLDS
    if rng.random() >= share:
        return batches
    made = [(at, tuple(_with_end(_asking_lists(signal, rng), rng) for signal in batch)) for at, batch in batches]
    for number in range(WORDS):
        at = start + MINUTE + rng.randrange(days * DAY)
        member = rng.random() < 0.7
        word = ListChanged(
            key=rng.choice(ACCOUNTS), id=f"listed{number}", at=at, received_at=at, name="pilot", member=member
        )
        made.append((at, (_with_end(word, rng),)))
    segment = DocumentPublished(
        key=PUBLISHED_KEY,
        id="grown",
        at=start,
        received_at=start,
        kind="segment",
        name=GROWN.id,
        version=1,
        document=msgspec.json.encode(GROWN),
    )
    return [(start, (segment,)), *made]


def _decides(signal: Signal) -> bool:
    return isinstance(signal, DocumentPublished) and b'"account":{' in signal.document


def _with_end(signal: Signal, rng: Random) -> Signal:
    if not isinstance(signal, ListChanged) or not signal.member or rng.random() < 0.5:
        return signal
    return replace(signal, until=signal.received_at + rng.choice(LENGTHS))


def _asking_lists(signal: Signal, rng: Random) -> Signal:
    """A journey that accounts decide on, such that their lists and segments open it; every other signal as it is."""
    if not isinstance(signal, DocumentPublished) or signal.kind != "journey":
        return signal
    document = _read(signal.document)
    if not isinstance(document, Journey) or document.entry.account is None:
        return signal
    entry = replace(document.entry, triggers=(*document.entry.triggers, *rng.sample(TRIGGERS, rng.choice((1, 2)))))
    return replace(signal, document=msgspec.json.encode(replace(document, entry=entry)))
