"""Asks journeys to let people in: checked, then in the log, each once for its idempotency key."""

import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Raw

from loopline.api.answer import read
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing, TooLarge
from loopline.model.ids import stable_id
from loopline.model.signals.requested import EntryRequested
from loopline.studio.context import StudioContext
from loopline.studio.entries import schemas as shape
from loopline.studio.names import stored_key
from loopline.studio.send.check import one_key

ENTRIES_MAX: Final = 1_000
DATA_BYTES_MAX: Final = 32 * 1024
"""As large as the properties of an event may be."""
_encode: Final = msgspec.json.Encoder().encode


class EntryDesk:
    """Coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    async def ask(self, journey: str, body: shape.EntriesBody, key: str = "") -> shape.EntriesTaken:
        """Durable when it returns; `key` is the idempotency key of the header.

        Raises Missing `journey_unknown`, Conflict `journey_not_live` and `takes_no_requests`, Invalid with the field in
        `at`, Unavailable. What is wrong with one entry is told with it, and the others are taken.
        """
        self._check(journey)
        if not 1 <= len(body.entries) <= ENTRIES_MAX:
            raise Invalid("entries_count", f"Ask for 1 to {ENTRIES_MAX} people in a call.", at="entries")
        request = one_key(key, body.idempotency_key) or secrets.token_hex(16)
        signals, refused, now = list[EntryRequested](), list[shape.EntryRefused](), self._ctx.clock.now()
        times = Counter[str]()
        for index, raw in enumerate(body.entries):
            try:
                person, data = _checked(raw, body.data)
            except LooplineError as error:
                refused.append(shape.EntryRefused(index, error.code, error.text, error.at))
                continue
            times[person] += 1  # one person may be asked for several times, as with two invoices
            id = stable_id("entry", journey, request, person, str(times[person]))
            signals.append(EntryRequested(key=person, id=id, at=now, received_at=now, journey=journey, data=data))
        if signals:
            await self._ctx.accept(signals)
        return shape.EntriesTaken(len(signals), tuple(refused))

    def _check(self, journey: str) -> None:
        published = self._ctx.published()
        version = published.live.get(journey)
        if version is None:
            raise Missing("journey_unknown", f'No journey "{journey[:64]}" is published.')
        if (state := published.state_of(journey, version.version)) != "live":
            raise Conflict("journey_not_live", f'Journey "{journey[:64]}" is {state}, and lets nobody in.')
        if not any(one.trigger.request for one in version.triggers):
            text = f'Journey "{journey[:64]}" takes no requests; give it the trigger `request: true`, and publish it.'
            raise Conflict("takes_no_requests", text)


def _checked(raw: Raw, shared: Mapping[str, Any]) -> tuple[str, bytes]:
    """The key of the person, and the data as JSON text. Raises Invalid and TooLarge."""
    entry: shape.EntryBody = read(bytes(raw), shape.EntryBody)
    data = _encode({**shared, **entry.data})
    if len(data) > DATA_BYTES_MAX:
        raise TooLarge("data_too_large", f"The data is over {DATA_BYTES_MAX} bytes; send what is used.", at="data")
    try:
        return stored_key(entry.person), data
    except Invalid as error:
        raise Invalid(error.code, error.text, at="person") from None
