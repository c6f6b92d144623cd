"""Previews of a draft: dry runs at once, backtests in the background, with their progress and a way to stop them."""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from loopline.decisions.documents.read import read_document
from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR
from loopline.lab.backtest import Backtest, Found
from loopline.lab.dry_run import DryRunMessage, DryRunPerson, DryRunSignal, dry_run, preview_program
from loopline.lab.past_facts import TrimmedPast
from loopline.learning.lift.over_time import iso_day
from loopline.model.duration import DAY
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.model.ids import stable_id
from loopline.model.journey import Journey
from loopline.model.message import Refusal, Rendered
from loopline.model.nodes.message import Content
from loopline.studio.context import StudioContext
from loopline.studio.messages.message_content import parts_of
from loopline.studio.pictures import with_kept_pictures
from loopline.studio.previews import schemas as shape

DAYS_MAX: Final = 366
PEOPLE_MAX: Final = 20_000
JOBS_KEPT: Final = 20
WORKING_MAX: Final = 2
LEAVE_SECONDS: Final = 10.0
ROWS_MAX: Final = 5_000
PEOPLE: Final = "SELECT count(*) FROM people"
MERGES: Final = 'SELECT other, "into" FROM merges'


class _Work:
    """One backtest under way."""

    def __init__(self) -> None:
        self.state: Literal["waiting", "working", "done", "cancelled", "failed"] = "waiting"
        self.progress = 0.0
        self.result: shape.BacktestResult | None = None
        self.error = ""
        self.cancelled = threading.Event()

    def go_on(self, progress: float) -> bool:
        """Called by the backtest after each batch: whether it goes on."""
        self.progress = progress
        return not self.cancelled.is_set()


class Previews:
    """Safe from any thread. Finished work is kept until newer work takes its place."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, _Work] = OrderedDict()
        self._threads: list[threading.Thread] = []
        self._count = 0

    def dry_run(self, body: shape.DryRunBody) -> shape.DryRunAnswer:
        """Walk an invented person through a document in virtual time. Raises Invalid."""
        journey = _journey(bytes(body.document))
        person = _as(body.person, DryRunPerson, "person")
        signals = [_as(signal, DryRunSignal, f"signals[{index}]") for index, signal in enumerate(body.signals)]
        published = preview_program(self._ctx.published(), journey)
        found = dry_run(published, person, signals, body.until, self._ctx.clock.now(), self._render)
        return shape.DryRunAnswer(
            found.steps,
            tuple(self._previewed(m) for m in found.messages),
            found.cut,
        )

    def _previewed(self, message: DryRunMessage) -> shape.MessagePreview:
        parts = parts_of(message.rendered)
        html = with_kept_pictures(parts.html, message.attachments, self._ctx.studio_store)
        parts = msgspec.structs.replace(parts, html=html)
        return shape.MessagePreview(message.at, message.node, message.channel, parts)

    def _render(self, content: Content, context: Mapping[str, Any]) -> Rendered | Refusal:
        return self._ctx.engine.render(content, [{**context, "unsubscribe_url": UNSUBSCRIBE_ANCHOR}])[0]

    def begin(self, body: shape.BacktestBody) -> shape.Job:
        """Begin a backtest. Raises Invalid, Conflict `backtests_full` while enough of them are under way."""
        journey = _journey(bytes(body.document))
        if not 1 <= body.days <= DAYS_MAX:
            raise Invalid("days_range", f"A backtest looks back over 1 to {DAYS_MAX} days.", at="days")
        preview_program(self._ctx.published(), journey)
        with self._lock:
            if sum(work.state in ("waiting", "working") for work in self._jobs.values()) >= WORKING_MAX:
                raise Conflict("backtests_full", f"{WORKING_MAX} backtests are under way; wait for one, or cancel it.")
            self._count += 1
            job = stable_id("backtest", str(self._count), str(self._ctx.clock.now()))
            work = self._jobs[job] = _Work()
            while len(self._jobs) > JOBS_KEPT:
                self._jobs.popitem(last=False)
            thread = threading.Thread(
                target=self._look_back, args=(work, journey, body.days), name="loopline-backtest", daemon=True
            )
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()
        return shape.Job(job)

    def progress(self, job: str) -> shape.JobAnswer:
        """The progress of a backtest. Raises Missing `job_unknown`."""
        work = self._job(job)
        return shape.JobAnswer(job, work.state, round(work.progress, 4), work.result, work.error)

    def cancel(self, job: str) -> shape.JobAnswer:
        """Stop a backtest. Raises Missing `job_unknown`."""
        self._job(job).cancelled.set()
        return self.progress(job)

    def close(self) -> None:
        """Stop all of them."""
        with self._lock:
            for work in self._jobs.values():
                work.cancelled.set()
        for thread in self._threads:
            thread.join(LEAVE_SECONDS)

    def _job(self, job: str) -> _Work:
        with self._lock:
            work = self._jobs.get(job)
        if work is None:
            raise Missing("job_unknown", "There is no such backtest, or newer ones took its place; begin it again.")
        return work

    def _look_back(self, work: _Work, journey: Journey, days: int) -> None:
        work.state = "working"
        try:
            asked = self._asked(journey, days)
            past = TrimmedPast(self._ctx.facts, self._ctx.horizon())
            found = asked.over(self._ctx.log, work.go_on, self._render, past)
        except LooplineError as error:
            work.state, work.error = "failed", error.text
            return
        except Exception as error:
            work.state, work.error = "failed", f"The server failed ({type(error).__name__})."
            return
        if found is None:
            work.state = "cancelled"
            return
        work.progress, work.result, work.state = 1.0, _result(found, asked.share), "done"

    def _asked(self, journey: Journey, days: int) -> Backtest:
        self._ctx.export_facts()
        count = self._ctx.facts.query(PEOPLE)[0][0]
        people = count if isinstance(count, int) else 0
        merges = {str(other): str(into) for other, into in self._ctx.facts.query(MERGES)}
        now = self._ctx.clock.now()
        share = min(1.0, PEOPLE_MAX / max(1, people))
        return Backtest(self._ctx.published(), journey, now - days * DAY, now, share, merges)


def _result(found: Found, share: float) -> shape.BacktestResult:
    messages = [
        shape.DayCount(iso_day(day), node, channel, count) for (day, node, channel), count in found.messages.items()
    ]
    withheld = [shape.ReasonCount(*place, count) for place, count in found.withheld.most_common(ROWS_MAX)]
    return shape.BacktestResult(
        people=found.people,
        share=share,
        signals=found.signals,
        entered=found.entered,
        messaged=len(found.messaged),
        messages=tuple(sorted(messages, key=lambda one: (one.day, one.node, one.channel))[:ROWS_MAX]),
        withheld=tuple(withheld),
        not_entered=tuple(
            shape.ReasonCount("", "not_entered", reason, count) for reason, count in found.not_entered.most_common()
        ),
    )


def _journey(text: bytes) -> Journey:
    document = read_document(text)
    if not isinstance(document, Journey):
        raise Invalid("document_kind", "Send a journey: nothing else can be previewed.", at="kind")
    return document


def _as(value: object, shape_: Any, at: str) -> Any:  # the answer's type is the one that was asked for
    try:
        return msgspec.convert(value, shape_)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        raise Invalid("body_invalid", f"The body cannot be read: {text[:300]}.", at=at + place.strip("`")) from None
