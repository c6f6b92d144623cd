"""Sources as people ask for them, and the task that has them run when their schedule says so."""

import asyncio
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from loopline.logs import log
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.providers.sources.pulled import SourcePlace
from loopline.providers.sources.reach import SourceReach
from loopline.runtime.supervise import SupervisedTask
from loopline.signals.imports.inert import inert_cell
from loopline.signals.imports.rows import RefusedRow
from loopline.storage.sql.sources.source_table import StoredSource
from loopline.studio.context import StudioContext
from loopline.studio.imports.shelf import HEADER
from loopline.studio.providers.seal import Seal
from loopline.studio.sources import schemas as shape
from loopline.studio.sources.shown import shown_source
from loopline.studio.sources.spec import (
    SourceSecrets,
    SourceState,
    checked_spec,
    next_run,
    puller_of,
    sealed,
    secrets_of,
    source_state,
    spec_of,
)
from loopline.studio.sources.trial import tried
from loopline.studio.sources.turn import SourceTurn, bounded_pull

LOOK_SECONDS: Final = 30.0
"""Somebody may have set the clock."""

PAGE: Final = 1_000
RUN_MAX: Final = 1 << 53
"""A store can be asked for no number of any size."""


class SourceDesk:
    """Made once by the studio; `task` belongs to the app's event loop. One source has its turn after another."""

    def __init__(self, ctx: StudioContext, seal: Seal, reach: SourceReach) -> None:
        self._ctx, self._seal, self._reach = ctx, seal, reach
        self._table = ctx.studio_store.sources
        self._wake = asyncio.Event()
        self._ended = set[str]()
        """Sources that were paused or removed while they had their turn."""

        self.task = SupervisedTask("sources", self.round, ctx.on_error, self._rest)

    def listing(self) -> shape.SourceList:
        """Every source, by name."""
        return shape.SourceList(tuple(shown_source(one, self._seal) for one in self._table.all()))

    def line(self, name: str) -> shape.SourceLine:
        """One source. Raises Missing `source_unknown`."""
        return shown_source(self._get(name), self._seal)

    def history(self, name: str) -> shape.SourceHistory:
        """Its last runs. Raises Missing `source_unknown`."""
        self._get(name)
        return shape.SourceHistory(
            tuple(msgspec.json.decode(row, type=shape.SourceRun) for row in self._table.history(name))
        )

    def refused(self, name: str, run: int) -> Iterator[bytes]:
        """The rows that a run refused, as CSV in pieces. Raises Missing `source_unknown`."""
        self._get(name)
        return self._refused(name, max(0, min(run, RUN_MAX)))

    def _refused(self, name: str, run: int) -> Iterator[bytes]:
        yield _lines([HEADER])
        after = -1
        while rows := self._table.refusals(name, run, after, PAGE):
            found = [msgspec.json.decode(record, type=RefusedRow) for _, record in rows]
            yield _lines([(str(one.line), one.column, one.seen, one.expected, one.code) for one in found])
            after = rows[-1][0]

    async def add(self, body: shape.SourceBody, by: str) -> shape.SourceLine:
        """Set one up; its schedule begins.

        Raises Invalid as `checked_spec`, Conflict `source_taken`, `sources_full`.
        """
        secrets, now = SourceSecrets(body.url.strip(), body.headers), self._ctx.clock.now()
        checked_spec(body.name, body.spec, secrets, self._reach)
        one = StoredSource(
            name=body.name,
            kind=body.spec.kind,
            spec=msgspec.json.encode(body.spec),
            sealed=sealed(secrets, self._seal),
            state=msgspec.json.encode(SourceState()),
            paused=0,
            wanted=0,
            next_at=self._next_at(body.spec, now),
            created_at=now,
            by=by,
        )
        await asyncio.to_thread(self._table.add, one)
        log.info("source_added", source=one.name, kind=one.kind, by=by)
        self._ended.discard(one.name)
        self._wake.set()
        return shown_source(one, self._seal)

    async def remove(self, name: str) -> None:
        """Take one away, with what is known of its runs; what it brought stays. Raises Missing `source_unknown`."""
        if not await asyncio.to_thread(self._table.remove, name):
            raise self._unknown(name)
        self._ended.add(name)
        log.info("source_removed", source=name)

    async def pause(self, name: str, *, paused: bool) -> shape.SourceLine:
        """Let one rest, behind the rows in hand, or go on where it was. Raises Missing `source_unknown`."""
        one = await asyncio.to_thread(self._get, name)
        next_at = 0 if paused else self._next_at(spec_of(one), self._ctx.clock.now())
        write = partial(self._table.plan, name, paused=int(paused), wanted=0, next_at=next_at)
        await asyncio.to_thread(write)
        (self._ended.add if paused else self._ended.discard)(name)
        log.info("source_paused" if paused else "source_resumed", source=name)
        self._wake.set()
        return await asyncio.to_thread(self.line, name)

    async def run(self, name: str) -> shape.SourceLine:
        """Have one run now. Raises Missing `source_unknown`, Conflict `source_paused`."""
        one = await asyncio.to_thread(self._get, name)
        if one.paused:
            raise Conflict("source_paused", f'The source "{name}" is paused; resume it first.')
        write = partial(self._table.plan, name, paused=0, wanted=1, next_at=one.next_at)
        await asyncio.to_thread(write)
        self._wake.set()
        return await asyncio.to_thread(self.line, name)

    async def attempt(self, name: str) -> shape.SourceTrial:
        """A dry run over the next rows, which says nothing to anybody. Raises as `Puller.pull`, and `add`."""
        one = await asyncio.to_thread(self._get, name)
        state = source_state(one)
        puller = puller_of(spec_of(one), secrets_of(one, self._seal), self._reach)
        step = partial(tried, self._ctx, name, spec_of(one), puller, state.place, state.columns)
        return await bounded_pull(puller, step)

    async def attempt_new(self, body: shape.SourceBody) -> shape.SourceTrial:
        """The same of one that is not set up. Raises as `attempt`."""
        secrets = SourceSecrets(body.url.strip(), body.headers)
        checked_spec(body.name, body.spec, secrets, self._reach)
        puller = puller_of(body.spec, secrets, self._reach)
        return await bounded_pull(puller, partial(tried, self._ctx, body.name, body.spec, puller, SourcePlace(), ()))

    async def round(self) -> None:
        """Give every source that is due its turn; one that fails holds up none behind it."""
        for known in await asyncio.to_thread(self._table.all):
            self._ended.discard(known.name)
            one = await asyncio.to_thread(self._table.get, known.name)  # it may be paused by now
            if one is not None and self._is_due(one):
                await self._turn(one)

    def _is_due(self, one: StoredSource) -> bool:
        now, state = self._ctx.clock.now(), source_state(one)
        if one.paused:
            return False
        if state.last is not None and state.last.state in ("running", "waiting"):
            return state.retry_at <= now or bool(one.wanted)
        return bool(one.wanted) or 0 < one.next_at <= now

    async def _turn(self, one: StoredSource) -> None:
        try:
            spec, state = spec_of(one), source_state(one)
            if state.last is None or state.last.state not in ("running", "waiting"):
                state = await self._begin(one, spec, state)
            if state.last is None:
                return
            puller = puller_of(spec, secrets_of(one, self._seal), self._reach)
        except LooplineError as fault:
            await self._broken(one, fault)
            return
        name = one.name
        turn = SourceTurn(self._ctx, self._table, one, spec, state, puller, lambda: name in self._ended)
        try:
            run = await turn.play()
        except LooplineError:
            raise
        except Exception as fault:
            self._ctx.on_error(fault)
            await self._broken(one, fault)
            return
        log.info("source_turn", source=name, run=run.run, state=run.state, rows=run.rows, refused=run.refused)

    async def _begin(self, one: StoredSource, spec: shape.SourceSpec, state: SourceState) -> SourceState:
        """The state of a run that has begun; one without a run where the source is gone."""
        now, place = self._ctx.clock.now(), state.place
        if spec.kind == "rest":  # a page of a run that failed may be none any more
            place = replace(place, page="", high=None, high_seen=())
        run = shape.SourceRun(
            run=state.last.run + 1 if state.last else 1,
            state="running",
            by="hand" if one.wanted else "schedule",
            began_at=now,
        )
        state = replace(state, place=place, last=run, tries=0, retry_at=0)
        next_at = self._next_at(spec, now)
        packed, record = msgspec.json.encode(state), msgspec.json.encode(run)
        begin = partial(self._table.begin, replace(one, next_at=next_at), packed, run.run, record)
        return state if await asyncio.to_thread(begin) else SourceState()

    async def _broken(self, one: StoredSource, fault: Exception) -> None:
        """Its run fails by what is no answer of the source, such as a secret that does not open."""
        now, kept = self._ctx.clock.now(), await asyncio.to_thread(self._table.get, one.name)
        state = source_state(kept or one)
        broken = Invalid("source_broken", f"It broke by a fault of ours: {type(fault).__name__}.")
        words = str(fault if isinstance(fault, LooplineError) else broken)
        last = state.last or shape.SourceRun(run=1, state="failed", by="schedule", began_at=now)
        last = replace(last, state="failed", fault=words[:500], ended_at=now)
        state = replace(state, last=last, tries=0, retry_at=0)
        one = replace(one, next_at=self._next_at(spec_of(one), now))
        packed, record = msgspec.json.encode(state), msgspec.json.encode(last)
        await asyncio.to_thread(partial(self._table.begin, one, packed, last.run, record))

    def _next_at(self, spec: shape.SourceSpec, now: int) -> int:
        return next_run(spec.schedule, self._ctx.published().workspace.zone, now)

    async def _rest(self) -> None:
        """Until the next one is due, or somebody changes something."""
        now, soon = self._ctx.clock.now(), LOOK_SECONDS
        for one in await asyncio.to_thread(self._table.all):
            if one.paused:
                continue
            state = source_state(one)
            is_open = state.last is not None and state.last.state in ("running", "waiting")
            due = state.retry_at if is_open else now if one.wanted else one.next_at or None
            if due is not None:
                soon = min(soon, max(0.05, (due - now) / 1000))
        with suppress(TimeoutError):
            async with asyncio.timeout(soon):
                await self._wake.wait()
        self._wake.clear()

    def _get(self, name: str) -> StoredSource:
        found = self._table.get(name)
        if found is None:
            raise self._unknown(name)
        return found

    @staticmethod
    def _unknown(name: str) -> Missing:
        return Missing("source_unknown", f'There is no source "{name[:60]}"; `loopline source list` shows them.')


def _lines(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(tuple(inert_cell(" ".join(cell.split())) for cell in row) for row in rows)
    return text.getvalue().encode("utf-8", "replace")
