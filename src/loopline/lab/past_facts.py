"""The past as facts tell of it, signal by signal: what a backtest lives through where the log was trimmed."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from loopline.decisions.consent_reasons import ASKED
from loopline.model.consent.wishes import PreferencesChanged
from loopline.model.history.message_events import MACHINE
from loopline.model.signal import (
    AccountJoined,
    AttemptAnswered,
    ConsentChanged,
    EventReceived,
    ListChanged,
    ReceiptReceived,
    Signal,
    TraitsChanged,
)
from loopline.ports import Facts

WINDOW: Final = 5_000
"""So many positions of the log are asked for at once."""

PAST: Final = """
SELECT kind, person, "at", decided_at, name, journey, version, enrollment, node, channel, topic, key, reason, value,
    CAST(data AS VARCHAR)
FROM facts WHERE shard = $shard AND position > $after AND position <= $until
    AND kind IN ('event', 'person', 'consent', 'list', 'attempt', 'receipt') AND person <> ''
ORDER BY position, seq
"""
Data = dict[str, Any]  # JSON of a fact
SAYING: Final = ("person", "receipt", "consent", "list")
"""The kinds whose data says what was said."""


class Told(Struct, frozen=True, kw_only=True):
    """One fact of the past."""

    kind: str
    person: str
    at: int
    decided_at: int
    name: str
    journey: str
    version: int
    enrollment: str
    node: str
    channel: Any  # as it was written, also by another version
    topic: str
    key: str
    reason: str
    value: float | None
    data: str | None


class TrimmedPast(Struct, frozen=True):
    """What has left the log of a shard up to `horizon`."""

    facts: Facts
    horizon: int
    shard: int = 0

    def signals(self, after: int) -> Iterator[tuple[int, list[Signal]]]:
        """The signals of the next positions, in their order, with the position that is reached by them."""
        while after < self.horizon:
            until = min(after + WINDOW, self.horizon)
            rows = self.facts.query(PAST, {"shard": self.shard, "after": after, "until": until})
            yield until, [signal for row in rows for signal in _signals(_told(row))]
            after = until


def _told(row: Sequence[object]) -> Told:
    return msgspec.convert(dict(zip(Told.__struct_fields__, row, strict=True)), Told)


def _signals(told: Told) -> Iterator[Signal]:
    """What a fact says was said; what changed a person shows in what the person was from then on."""
    head: dict[str, Any] = {"key": told.person, "id": "", "at": told.at, "received_at": told.decided_at}
    data: Data = msgspec.json.decode(told.data) if told.data and told.kind in SAYING else {}
    match told.kind:
        case "event":
            properties = (told.data or "{}").encode()
            yield EventReceived(**{**head, "id": told.key}, name=told.name, properties=properties)
        case "person" if data:
            said: Data = data.get("now", data)  # what changed, or the whole person
            yield TraitsChanged(**head, traits=said.get("traits") or {}, zone=said.get("zone") or "")
            if account := said.get("account"):
                yield AccountJoined(**head, account=account, traits=said.get("account_traits") or {})
        case "consent" if not told.channel:
            at_most, until, language = (data.get(name) for name in ("at_most", "paused_until", "language"))
            yield PreferencesChanged(**head, at_most=at_most, paused_until=until, language=language, source=told.reason)
        case "consent" if told.name in ASKED:
            return  # it changed nothing that is allowed
        case "consent":
            allowed = told.name == "allowed"
            yield ConsentChanged(**head, channel=told.channel, topic=told.topic, allowed=allowed, source=told.reason)
        case "list":
            until = int(data.get("until") or 0)
            yield ListChanged(**head, name=told.name, member=told.reason == "added", until=until)
        case "attempt":
            yield AttemptAnswered(**head, **_place(told), attempt=int(told.value or 0), result=_any(told.name))
        case "receipt":
            is_machine = told.reason == MACHINE
            kind, url = _any(told.name), data.get("url") or ""
            yield ReceiptReceived(**head, **_place(told), kind=kind, machine=is_machine, url=url, reason=told.reason)
        case _:
            return


def _place(told: Told) -> dict[str, Any]:
    return {
        "message": told.key,
        "channel": told.channel,
        "topic": told.topic,
        "journey": told.journey,
        "version": told.version,
        "node": told.node,
        "enrollment": told.enrollment,
    }


def _any(name: str) -> Any:  # one of a closed set, as it was written
    return name
