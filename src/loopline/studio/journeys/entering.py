"""Before a publish: how many match the triggers of a draft, how many enter at once, and when a schedule comes."""

from typing import Final

from loopline.conditions.sql.condition import SqlCondition
from loopline.decisions.triggers.condition_triggers import asked_condition
from loopline.decisions.triggers.numbers import numbers_of
from loopline.model.entry.trigger import Trigger
from loopline.model.errors import Invalid
from loopline.model.journey import Journey
from loopline.studio.context import StudioContext
from loopline.studio.documents.audience import opens_at, people_sql
from loopline.studio.journeys import schemas as shape

COUNT: Final = (
    "SELECT count(*) FILTER (holds), count(*) FILTER (holds AND NOT coalesce(held, false)) "
    "FROM (SELECT {holds} AS holds, {held} AS held FROM people p)"
)
NOBODY: Final = SqlCondition("false", [])


def entering(ctx: StudioContext, draft: Journey) -> tuple[shape.Matching, ...]:
    """A line for each trigger that asks for a state; one that cannot be read has none.

    Brings the facts up to date first. A new version lets in whom the one before did not match, trigger by trigger as
    people remember them.
    """
    published = ctx.published()
    live = published.live.get(draft.id) if published.states.get(draft.id) != "stopped" else None
    before = live.journey.entry.triggers if live is not None else ()
    known, given = (live.trigger_numbers, live.triggers_numbered) if live is not None else ((), 0)
    earlier = dict(zip(known, before, strict=True))
    numbers = numbers_of(draft.entry.triggers, before, known, given)
    asked = [(place, one) for place, one in enumerate(draft.entry.triggers) if one.timed or one.lasting]
    if asked:
        ctx.export_facts()
    found = (_line(ctx, place, one, earlier.get(numbers[place], Trigger())) for place, one in asked)
    return tuple(line for line in found if line is not None)


def _line(ctx: StudioContext, place: int, trigger: Trigger, earlier: Trigger) -> shape.Matching | None:
    published, now = ctx.published(), ctx.clock.now()
    segments, zone = published.segments, published.workspace.zone
    try:
        holds = people_sql(_whom(trigger), segments, zone, now)
        held = people_sql(asked_condition(earlier), segments, zone, now) if earlier.lasting else NOBODY
        next_at = opens_at(trigger, published, now) if trigger.schedule else None
    except Invalid:
        return None
    [row] = ctx.facts.query(COUNT.format(holds=holds.sql, held=held.sql), [*holds.params, *held.params])
    people, fresh = (count if isinstance(count, int) else 0 for count in row)
    waits = trigger.timed or trigger.leaves or trigger.existing == "skip"
    return shape.Matching(place, trigger.label, people, 0 if waits else fresh, next_at)


def _whom(trigger: Trigger) -> str:
    """The condition of those whom it concerns; "": everybody."""
    asked = asked_condition(trigger)
    has_date = f"has({trigger.date})" if trigger.date else ""
    return " and ".join(f"({one})" for one in (asked, has_date) if one)
