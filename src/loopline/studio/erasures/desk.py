"""People are forgotten on request: kept until nothing of them is left, whatever is killed meanwhile."""

import asyncio
import secrets
from contextlib import suppress
from itertools import chain, count
from typing import Final

from loopline.model.erased.digest import ALIAS
from loopline.model.errors import Invalid, Missing
from loopline.model.ids import shard_of, stable_id
from loopline.model.signals.erasure import ErasureAsked, PersonForgotten
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.storage.sql.erased.erasures import Erasure
from loopline.studio.context import StudioContext
from loopline.studio.erasures import schemas as shape
from loopline.studio.erasures.known import WholePerson, known_person
from loopline.studio.imports.shelf import ImportShelf
from loopline.studio.names import shown_person

ALIAS_BYTES: Final = 12
REASON_CHARACTERS_MAX: Final = 300
LISTED: Final = 200
RETRY_SECONDS: Final = 60.0
LEVEL_SECONDS: Final = 0.02
GROWN: Final = 4.0
"""The next round begins no sooner than so many times as long after the last one as that took: rounds are shared."""

COUNTS: Final = """
SELECT count(*), count(*) FILTER (kind = 'event'), count(*) FILTER (kind = 'message'),
    count(*) FILTER (kind = 'receipt'), count(*) FILTER (kind = 'person'), count(*) FILTER (kind = 'consent')
FROM facts WHERE list_contains($people, person)
"""
PROVIDERS: Final = """
SELECT DISTINCT provider FROM facts WHERE kind = 'attempt' AND provider <> '' AND list_contains($people, person)
ORDER BY provider
"""
STAYS: Final = (
    "That a refusal stands against an address, by a keyed digest of it: nobody can read the address from it, and no "
    "message goes there, whoever has it next.",
    "That this id is closed, by a keyed digest: what still comes for it is not taken, be it late or sent again.",
    "What was done and decided, counted under a random name, without words: reports of the past stay as they are.",
    "A line that somebody was forgotten: when, why, by whom, under the random name.",
)
BACKUPS: Final = (
    "Backups that were made before hold this person until they are deleted; whoever restores one forgets again."
)


class Erasures:
    """`preview` and `listing` block on facts; the others are coroutines of the app's event loop."""

    def __init__(self, ctx: StudioContext, imports: ImportShelf) -> None:
        self._ctx, self._imports, self._table = ctx, imports, ctx.studio_store.erasures
        self._wake = asyncio.Event()
        self._seconds = 0.0
        self.task: Final = SupervisedTask("erasures", self.round, ctx.on_error, self._rest)

    def preview(self, person: str) -> shape.ErasurePreview:
        """What goes and what stays. Raises Missing `person_unknown`, Conflict `person_set_aside`."""
        known = known_person(self._ctx, person)
        row = self._ctx.facts.query(COUNTS, {"people": list(known.keys)})[0]
        facts, events, messages, receipts, stated, consents = (int(str(count)) for count in row)
        found = known.person
        going = (
            (len(known.keys), "ids by which this person was known"),
            (len(found.traits), "traits"),
            (len(known.addresses), "addresses"),
            (len(found.devices or ()), "devices"),
            (len(found.lists), "lists this person is on"),
            (len(found.enrollments), "journeys this person is in, which end here"),
            (stated, "statements of what this person was, in the facts"),
            (consents, "consents, with their proofs"),
            (messages, "messages, with every copy of them"),
            (events + receipts, "events and receipts, which lose name and words and stay counted"),
            (facts, "facts in all that lose the name"),
        )
        return shape.ErasurePreview(
            person=shown_person(found.key),
            ids=tuple(shown_person(key) for key in known.keys),
            goes=tuple(shape.Going(count, what) for count, what in going if count),
            stays=STAYS,
            providers=self._providers(known),
            imports=self._named_in(known),
            backups=BACKUPS,
        )

    def _providers(self, known: WholePerson) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._ctx.facts.query(PROVIDERS, {"people": list(known.keys)}))

    def _named_in(self, known: WholePerson) -> tuple[str, ...]:
        """Imports that are not carried out and hold one of the addresses."""
        needles = [text.encode() for text in known.texts]
        found = []
        for kept in self._imports.all():
            path = self._imports.content(kept.view.id)
            if path.exists() and any(needle in path.read_bytes().lower() for needle in needles):
                found.append(kept.view.id)
        return tuple(found)

    def listing(self) -> shape.ErasureList:
        """The last ones, newest first."""
        return shape.ErasureList(tuple(_line(one) for one in self._table.all(LISTED)))

    def line(self, alias: str) -> shape.ErasureLine:
        """One of them. Raises Missing `erasure_unknown`."""
        found = self._table.get(alias if alias.startswith(ALIAS) else ALIAS + alias)
        if found is None:
            raise Missing("erasure_unknown", "Nobody was forgotten under this name; the list has all of them.")
        return _line(found)

    async def forget(self, person: str, body: shape.ForgetBody, by: str) -> shape.ErasureLine:
        """Durable when this returns, and the loop has let go of the person unless it is far behind.

        Raises Invalid `confirm_wrong`, `reason_too_long`, and as `preview`.
        """
        if body.confirm != person:
            raise Invalid("confirm_wrong", "Repeat the id in `confirm`: nobody is brought back.", at="confirm")
        if len(body.reason) > REASON_CHARACTERS_MAX:
            text = f"A reason has at most {REASON_CHARACTERS_MAX} characters."
            raise Invalid("reason_too_long", text, at="reason")
        known = await asyncio.to_thread(known_person, self._ctx, person)
        names = (*(key for key in known.keys), *known.texts)
        if any(name and name.lower() in body.reason.lower() for name in names if len(name) > 2):
            text = "The reason is kept, so it must not name the person: write a case number, say."
            raise Invalid("reason_names", text, at="reason")
        one = Erasure(
            alias=ALIAS + secrets.token_hex(ALIAS_BYTES),
            people=known.keys,
            addresses=known.addresses,
            by=by,
            reason=body.reason,
            asked_at=self._ctx.clock.now(),
        )
        await asyncio.to_thread(self._table.add, one)
        line = _line(await self._tell(one))
        self._wake.set()
        return line

    async def _tell(self, one: Erasure) -> Erasure:
        """The loop forgets each id; behind it stands a signal that names nobody. Told again it changes nothing."""
        now = self._ctx.clock.now()
        signals = [
            PersonForgotten(
                key=key,
                id=stable_id("forgotten", one.alias, key),
                at=now,
                received_at=now,
                alias=one.alias,
                addresses=one.addresses if place == 0 else (),
            )
            for place, key in enumerate(one.people)
        ]
        position = await self._ctx.accept(signals) + len(signals) - 1
        asked = ErasureAsked(key=one.alias, id=stable_id("erasure", one.alias), at=now, received_at=now)
        await self._ctx.submit([asked])
        await asyncio.to_thread(self._table.told, one.alias, position)
        found = await asyncio.to_thread(self._table.get, one.alias)
        assert found is not None
        return found

    async def round(self) -> None:
        """Carry out what is open; what cannot be now is tried again."""
        waiting = [one if one.position else await self._tell(one) for one in await in_thread(self._table.open)]
        if not waiting:
            return
        last = max(one.position for one in waiting)
        while self._ctx.position() < last:
            await asyncio.sleep(LEVEL_SECONDS)
        if self._ctx.shards > 1:
            await self._end_all_logs(waiting[0].alias)
        people = {key: one.alias for one in waiting for key in one.people}
        addresses = [key.partition("/")[2].partition("/")[2] for one in waiting for key in one.addresses]
        began = asyncio.get_running_loop().time()
        try:
            await in_thread(lambda: self._ctx.purge(people, addresses, last))
        finally:
            self._seconds = asyncio.get_running_loop().time() - began
        await in_thread(lambda: self._table.done([one.alias for one in waiting], self._ctx.clock.now()))
        await in_thread(self._ctx.studio_store.overwrite_freed)

    async def _end_all_logs(self, alias: str) -> None:
        """Behind what shards have told each other of forgotten people stands a signal that names nobody, in every log:
        the last one of a log stays, and by this one each shard lets go of what is packed."""
        await in_thread(self._ctx.hear)
        now = self._ctx.clock.now()
        asked = [
            ErasureAsked(key=key, id=stable_id("erasure", key, str(now)), at=now, received_at=now)
            for key in keys_of_all(alias, self._ctx.shards)
        ]
        last = await self._ctx.accept(asked) + len(asked) - 1
        while self._ctx.position() < last:
            await asyncio.sleep(LEVEL_SECONDS)

    async def _rest(self) -> None:
        await asyncio.sleep(GROWN * self._seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY_SECONDS):
                await self._wake.wait()
        self._wake.clear()

    async def finished(self, alias: str) -> shape.ErasureLine:
        """Wait until nothing is left of one: what the command line does."""
        while (found := await asyncio.to_thread(self.line, alias)).state != "done":
            await self.round()
        return found


def keys_of_all(alias: str, shards: int) -> list[str]:
    """A key in each shard that names nobody, made of this alias, which is the first of them: behind the last signal
    that names a forgotten person has to stand one that does not, since the last one of a log stays."""
    found: dict[int, str] = {}
    for key in chain([alias], (f"{alias}.{number}" for number in count(1))):
        found.setdefault(shard_of(key, shards), key)
        if len(found) == shards:
            return list(found.values())
    raise AssertionError


def _line(one: Erasure) -> shape.ErasureLine:
    state: shape.ErasureState = "done" if one.done_at else "erasing" if one.position else "asked"
    return shape.ErasureLine(one.alias, state, one.asked_at, one.done_at or None, one.by, one.reason)
