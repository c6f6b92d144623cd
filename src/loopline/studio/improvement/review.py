"""The weekly review: counted as long as it is open, kept as it was from the moment at which somebody finishes it."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec import msgpack
from msgspec.structs import replace
from whenever import Date, Time

from loopline.learning.lift.verdict import Lift
from loopline.model.errors import Conflict, Invalid, Missing
from loopline.model.localtime import at_local, local, zone_in_use
from loopline.reports.improvement.losses import step_losses
from loopline.reports.improvement.week import week_figures
from loopline.runtime.alarms.decide import Trouble
from loopline.storage.sql.improvement.kept_reviews import StoredReader, StoredReview
from loopline.studio.context import StudioContext
from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.backlog import BacklogDesk
from loopline.studio.improvement.changes import Changes
from loopline.studio.improvement.due import DueReader
from loopline.studio.reports.read import Reports

MIDNIGHT: Final = Time(0, 0)
NOTE_MAX: Final = 4_000
WEEKS_MAX: Final = 520
"""So many weeks back reviews reach: ten years."""

SHOWN_MAX: Final = 50
"""So many lines of each part are in a review, the first ones of their order."""

IDEAS_MAX: Final = 5
LOSSES_MAX: Final = 10
NAMED: Final = {"this": 0, "last": 7}
"""The weeks that have a name, by how many days ago their Monday lies before this one."""

UNTOLD: Final = ("not_enough_data", "guard_failed")
_read = msgpack.Decoder(shape.Review).decode


class ReviewDesk:
    """Safe from any thread."""

    def __init__(
        self,
        ctx: StudioContext,
        reports: Reports,
        backlog: BacklogDesk,
        changes: Changes,
        due: DueReader,
        troubles: Callable[[], tuple[Trouble, ...]],
    ) -> None:
        self._ctx, self._reports, self._backlog, self._changes = ctx, reports, backlog, changes
        self._due, self._troubles, self._kept = due, troubles, ctx.studio_store.reviews

    def listing(self) -> shape.ReviewList:
        """The finished reviews and the readers."""
        this = self.monday()
        return shape.ReviewList(
            this_week=this.format_iso(),
            last_week=this.subtract(days=7).format_iso(),
            finished=tuple(shape.FinishedLine(*one) for one in self._kept.finished()),
            readers=tuple(
                shape.ReviewReader(one.email, one.asked_at, one.week, one.tried_at, one.fault)
                for one in self._kept.readers()
            ),
        )

    def read(self, week: str) -> shape.Review:
        """The review of the week that begins on this Monday, such as 2026-11-30, or of `this` or the `last` one.

        Raises Invalid `review_week` for a day that is no Monday, or is still to come; Unavailable `facts_unfit`.
        """
        begin = self._checked(week)
        kept = self._kept.get(begin.format_iso())
        return _read(kept.record) if kept else self._counted(begin)

    def finish(self, week: str, note: str, by: str) -> shape.Review:
        """Keep the review of a week as it is now. Raises as `read` does, Conflict `review_finished`, `review_open` for
        a week that is not over, and Invalid `review_note`."""
        if len(note) > NOTE_MAX:
            raise Invalid("review_note", f"A note has at most {NOTE_MAX:,} characters.", at="note")
        review = self.read(week)
        if not review.is_over:
            text = "This week is not over, so its figures still change; finish its review from Monday on."
            raise Conflict("review_open", text)
        now = self._ctx.clock.now()
        finished = replace(review, finished_at=now, finished_by=by, note=note.strip())
        self._kept.finish(StoredReview(week=review.week, finished_at=now, by=by, record=msgpack.encode(finished)))
        return finished

    def monday(self) -> Date:
        """The Monday on which this week began, in the workspace's zone."""
        return _monday_of(local(self._ctx.clock.now(), self._zone()).date())

    def set_reader(self, email: str, *, wants: bool) -> None:
        """Whether an operator gets reviews by mail. Raises Missing `operator_unknown` for somebody who cannot sign
        in."""
        if not wants:
            self._kept.unask(email)
            return
        if self._ctx.studio_store.operators.get(email) is None:
            raise Missing("operator_unknown", f'Nobody signs in as "{email[:100]}"; add them to the team first.')
        self._kept.ask(StoredReader(email=email, asked_at=self._ctx.clock.now()))

    def _zone(self) -> str:
        return zone_in_use(self._ctx.published().workspace.zone, "UTC")

    def _checked(self, week: str) -> Date:
        this = self.monday()
        if week in NAMED:
            return this.subtract(days=NAMED[week])
        try:
            found = Date.parse_iso(week)
        except ValueError:
            raise Invalid("review_week", "Write the Monday of a week as 2026-11-30.", at="week") from None
        if found > this or found < this.subtract(days=7 * WEEKS_MAX) or found != _monday_of(found):
            text = "A review is of a week of the last ten years that has begun; write its Monday, such as 2026-11-30."
            raise Invalid("review_week", text, at="week")
        return found

    def _counted(self, begin: Date) -> shape.Review:
        ctx, zone = self._ctx, self._zone()
        since, over = (at_local(begin.add(days=days), MIDNIGHT, zone) for days in (0, 7))
        before = at_local(begin.subtract(days=7), MIDNIGHT, zone)
        ctx.export_facts()
        now, published = ctx.clock.now(), ctx.published()
        is_over, until = now >= over, min(over, now + 1)
        currency = published.workspace.currency
        lift = self._reports.everything_at(over) if is_over else self._reports.programme("").lift
        return shape.Review(
            week=begin.format_iso(),
            zone=zone,
            is_over=is_over,
            caused=_caused(lift, until, currency),
            caused_before=_caused(self._reports.everything_at(since), since, currency),
            figures=week_figures(ctx.facts, since, until),
            figures_before=week_figures(ctx.facts, before, since),
            reached=tuple(self._reached(since, until))[:SHOWN_MAX],
            due=self._due.lines()[:SHOWN_MAX],
            guards=tuple(self._guards())[:SHOWN_MAX],
            alarms=tuple(one.words for one in self._troubles())[:SHOWN_MAX],
            changed=self._changes.between(since, until)[:SHOWN_MAX],
            losses=step_losses(ctx.facts, published, now)[:LOSSES_MAX],
            ideas=self._backlog.listing("idea").items[:IDEAS_MAX],
            counted_at=now,
        )

    def _reached(self, since: int, until: int) -> Iterator[shape.ReachedLine]:
        for journey, one in self._changes.decided(since, until):
            verdict, reason = (one.lift.verdict, one.lift.reason) if one.lift else (None, "Nobody could be compared.")
            name = self._changes.name(journey)
            yield shape.ReachedLine(journey, name, one.title, verdict, reason, one.made_at)

    def _guards(self) -> Iterator[shape.FailedGuard]:
        published = self._ctx.published()
        for journey in sorted(published.live):
            lift = self._reports.lift(journey) if published.states.get(journey) == "live" else None
            for guard in lift.guards if lift else ():
                if not guard.passed:
                    yield shape.FailedGuard(journey, self._changes.name(journey), guard.text)


def _monday_of(day: Date) -> Date:
    return day.subtract(days=day.day_of_week().value - 1)


def _caused(lift: Lift | None, at: int, currency: str) -> shape.CausedThen:
    """Figures only of a verdict: what is not known, or fails a check, is told in words."""
    if lift is None:
        return shape.CausedThen(at, None, "Nobody can be compared: nobody is held out of everything.", None, None, "")
    if lift.verdict in UNTOLD or lift.incremental_conversions is None:
        return shape.CausedThen(at, lift.verdict, lift.reason, None, None, currency)
    made = lift.incremental_conversions, lift.incremental_conversions_low, lift.incremental_conversions_high
    has_value = bool(lift.treated.value_sum or lift.held_out.value_sum) and lift.incremental_value is not None
    worth = None
    if has_value and lift.incremental_value is not None:
        worth = lift.incremental_value, lift.incremental_value_low, lift.incremental_value_high
    return shape.CausedThen(at, lift.verdict, lift.reason, made, worth, currency)
