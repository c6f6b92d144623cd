"""Models at work: they are trained and they score people, by their schedule in the background and when asked."""

import asyncio
from collections.abc import Callable
from typing import Final

from msgspec import Struct, msgpack
from msgspec.structs import replace

from loopline.learning.propensity.figures import TrainedModel
from loopline.learning.send_time.figures import TrainedHours
from loopline.logs import log
from loopline.model.duration import DAY, parse_duration
from loopline.model.errors import LooplineError, Missing
from loopline.model.scoring.documents import Model
from loopline.reports.models.hours import hours_page, hours_standing, train_hours
from loopline.reports.models.scoring import ScoredPage, Scorer, scored_page, scorer
from loopline.reports.models.training import train_model
from loopline.runtime.intake.paced import PacedWriter
from loopline.runtime.supervise import SupervisedTask, in_thread
from loopline.storage.sql.trained.trained_models import StoredTraining
from loopline.studio.context import StudioContext
from loopline.studio.models import schemas as shape

LOOK_SECONDS: Final = 600.0
TAKES_LATER: Final = frozenset({"facts_unfit", "model_few", "models_extra_missing", "models_version"})
"""Why a model cannot be trained now: it is tried again at the next look, and nothing is broken."""


Page = Callable[[str], ScoredPage]
"""The scores of the people behind one, as of a moment."""


class _Record(Struct, frozen=True):
    """What a training left, as it is stored."""

    trained: TrainedModel | None
    events: tuple[str, ...]
    hours: TrainedHours | None = None


_read = msgpack.Decoder(_Record).decode
_read_run = msgpack.Decoder(shape.ScoreRun).decode


class ModelDesk:
    """Coroutines of the app's event loop; one model is trained, or scores, at a time."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = asyncio.Lock()
        self._tried: dict[str, tuple[int, int]] = {}  # when it was last to be trained, and when it scored (ms)
        self.task = SupervisedTask("models", self.look, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def look(self) -> None:
        """Train and score what is due. A model that cannot be trained yet scores by its rule."""
        faults: list[Exception] = []
        for name, (_, model) in sorted(self._ctx.published().content.models.items()):
            try:
                await self._attend(name, model)
            except Exception as error:  # a fault of one model costs no other; the task tells of the first
                if not isinstance(error, LooplineError) or error.code not in TAKES_LATER:
                    faults.append(error)
        if faults:
            raise faults[0]

    async def _attend(self, name: str, model: Model) -> None:
        """Train and score one model, where that is due; what cannot be done yet is tried again a day later."""
        known = await asyncio.to_thread(self._ctx.studio_store.trained.newest, name)
        now, (tried, scored) = self._ctx.clock.now(), self._tried.get(name, (0, 0))
        trained_at, scored_at = (known.trained_at, known.scored_at) if known else (0, 0)
        if now - trained_at >= parse_duration(model.train_every) and now - tried >= DAY:
            self._tried[name] = now, scored
            try:
                await self.train(name)
            except LooplineError as error:
                if error.code not in TAKES_LATER:
                    raise
                log.info("model_waits", model=name, why=error.code)
        if now - max(scored_at, scored) >= parse_duration(model.score_every):
            await self.score(name)
            self._tried[name] = self._tried.get(name, (0, 0))[0], now

    async def train(self, name: str) -> shape.ModelAnswer:
        """A new training of a model. Raises Missing `model_unknown`, Unavailable `models_extra_missing`, Invalid
        `model_few`."""
        model, now = self._published(name), self._ctx.clock.now()

        def work() -> None:
            self._ctx.export_facts()
            if model.hours is not None:
                hours = train_hours(self._ctx.facts, model, self._ctx.published().workspace.zone, now)
                version = self._ctx.studio_store.trained.add(name, now, msgpack.encode(_Record(None, (), hours)))
                log.info("model_trained", model=name, version=version, gain=round(hours.card.gain, 6))
                return
            trained, events = train_model(self._ctx.facts, model, now)
            version = self._ctx.studio_store.trained.add(name, now, msgpack.encode(_Record(trained, events)))
            log.info("model_trained", model=name, version=version, auc=round(trained.card.auc.estimate, 4))

        async with self._lock:
            await in_thread(work)
        return await asyncio.to_thread(self.show, name)

    async def score(self, name: str) -> shape.ScoreRun:
        """Score everybody of the audience, page by page, no faster than it is decided. Raises Missing
        `model_unknown`."""
        model, now = self._published(name), self._ctx.clock.now()
        writer = PacedWriter(self._ctx.accept, self._ctx.state)
        async with self._lock:
            begun = self._hours_begun if model.hours is not None else self._begun
            run, page, stored = await in_thread(lambda: begun(model, now))
            after, is_first = "", True
            while is_first or after:
                found = await in_thread(lambda: page(after))  # noqa: B023
                await writer.write(found.signals)
                run = replace(
                    run,
                    people=run.people + found.seen,
                    stated=run.stated + len(found.signals),
                    by_rule=run.by_rule + found.by_rule,
                )
                after, is_first = found.after, False
            if stored is not None:
                table = self._ctx.studio_store.trained
                await asyncio.to_thread(table.scored, name, stored.version, now, msgpack.encode(run))
        log.info("model_scored", model=name, standing=run.standing, people=run.people, stated=run.stated)
        return run

    def list(self) -> shape.ModelList:
        """Every model that is published, in the order of their ids."""
        return shape.ModelList(tuple(self.show(name) for name in sorted(self._ctx.published().content.models)))

    def show(self, name: str) -> shape.ModelAnswer:
        """A model with its card. Raises Missing `model_unknown`."""
        model = self._published(name)
        version, _ = self._ctx.published().content.models[name]
        stored = self._ctx.studio_store.trained.newest(name)
        record = _read(stored.record) if stored else None
        return shape.ModelAnswer(
            id=name,
            name=model.name or name,
            owner=model.owner,
            stage=model.stage,
            expires=model.expires,
            document_version=version,
            version=stored.version if stored else 0,
            trained_at=stored.trained_at if stored else None,
            card=record.trained.card if record and record.trained else None,
            hours=record.hours.card if record and record.hours else None,
            events=record.events if record else (),
            run=_read_run(stored.run) if stored and stored.run else None,
        )

    def _scorer(self, model: Model, now: int) -> tuple[Scorer, StoredTraining | None]:
        self._ctx.export_facts()
        stored = self._ctx.studio_store.trained.newest(model.id)
        record = _read(stored.record) if stored else None
        trained, events = (record.trained, record.events) if record else (None, ())
        return scorer(self._ctx.facts, model, trained, events, stored.version if stored else 0, now), stored

    def _begun(self, model: Model, now: int) -> tuple[shape.ScoreRun, Page, StoredTraining | None]:
        at_work, stored = self._scorer(model, now)
        run = shape.ScoreRun(now, at_work.standing, drift=at_work.drift)
        return run, lambda after: scored_page(self._ctx.facts, at_work, after, now), stored

    def _hours_begun(self, model: Model, now: int) -> tuple[shape.ScoreRun, Page, StoredTraining | None]:
        ctx = self._ctx
        ctx.export_facts()
        stored, zone = ctx.studio_store.trained.newest(model.id), ctx.published().workspace.zone
        hours, version = (_read(stored.record).hours, stored.version) if stored else (None, 0)
        run = shape.ScoreRun(now, hours_standing(model, hours, now))
        return run, lambda after: hours_page(ctx.facts, model, hours, version, after, zone, now), stored

    def _published(self, name: str) -> Model:
        found = self._ctx.published().content.models.get(name)
        if found is None:
            raise Missing("model_unknown", f'No model "{name[:64]}" is published; `loopline push --publish` does it.')
        return found[1]
