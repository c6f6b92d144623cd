"""Models of hours: what people clicked at which hour of their own week, a training, and the best hours of people."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec.structs import replace

from loopline.conditions.language import compile_condition
from loopline.conditions.sql.condition import compile_sql
from loopline.learning.queries import as_of
from loopline.learning.queries import hours as queries
from loopline.learning.send_time.figures import TrainedHours
from loopline.model.duration import DAY, HOUR, parse_duration
from loopline.model.errors import Invalid
from loopline.model.ids import stable_id
from loopline.model.localtime import WEEKDAYS, local
from loopline.model.scoring.documents import Model
from loopline.model.signals.scores import ScoreReason, ScoreStated, score_now, score_trait, score_until
from loopline.ports import Facts
from loopline.reports.models.scoring import PAGE, ScoredPage, Standing, day_ms, is_tenth
from loopline.reports.models.training import PEOPLE_MAX, drawn_people

if TYPE_CHECKING:
    from loopline.learning.send_time.figures import DayHour
    from loopline.learning.send_time.hours import HourCounts

WITHIN: Final = DAY
"""A click counts for the hour of its message if it comes within so long."""
PAST: Final = 365 * DAY
HELD_BACK: Final = 28 * DAY
"""The newest weeks, by which a model of the time before is judged."""
PEOPLE_LEAST: Final = 50
CLICKS_LEAST: Final = 100
SEGMENTS_MOST: Final = 50


def train_hours(facts: Facts, model: Model, zone: str, now: int) -> TrainedHours:
    """The model as of `now` (ms), with the worth that a model of the time before the newest weeks had in them. `zone`
    is that of people whose own is not known. Raises Invalid `model_few`."""
    from loopline.learning.send_time.hours import fit  # loads NumPy

    persons = drawn_people(facts, PEOPLE_MAX)
    people = counted_hours(facts, model, persons, zone, now)
    clicks = sum(cell[2] for one in people for cell in one.cells)
    if len(people) < PEOPLE_LEAST or clicks < CLICKS_LEAST:
        least = f"{PEOPLE_LEAST} and {CLICKS_LEAST} are the least"
        text = f"{len(people)} people were sent something, and clicked {clicks} times: {least}."
        raise Invalid("model_few", text)
    then = now - HELD_BACK
    before = {one.person: one for one in counted_hours(facts, model, persons, zone, then)}
    after = counted_hours(facts, model, persons, zone, now, since=then)
    known = [one for one in after if one.person in before]
    whole = fit(people)
    if not known:
        return whole
    judged = fit([*(before[one.person] for one in known)], known).card
    told = replace(
        whole.card, gain=judged.gain, gain_low=judged.gain_low, gain_high=judged.gain_high, is_trusted=judged.is_trusted
    )
    return replace(whole, card=told)


def counted_hours(
    facts: Facts, model: Model, persons: Sequence[str], zone: str, cut: int, *, since: int = 0, silent: bool = False
) -> list["HourCounts"]:
    """What was sent to those of these people who were in the audience at `cut` (ms), and clicked, by the hour of their
    own week. Nothing of `cut` or later is read. With `silent` those who were sent nothing are among them."""
    from loopline.learning.send_time.hours import HourCounts, commonest

    assert model.hours is not None
    asked: dict[str, object] = {"persons": list(persons), "cut": cut}
    condition, given = _audience(model, cut)
    by = {"by": f"$.{msgspec.json.encode(model.hours.by).decode()}"}
    about = facts.query(queries.ABOUT.replace("{audience}", condition), asked | given | by)
    zones = {str(person): str(own) for person, own, _ in about}
    named = {str(person): _word(text) if model.hours.by else "" for person, _, text in about}
    segments = commonest(named, SEGMENTS_MOST)
    bounds = {"since": max(since, cut - PAST), "within": WITHIN, "channel": model.hours.channel}
    cells: dict[str, dict[int, list[int]]] = {person: {} for person in zones} if silent else {}
    for person, hour, sent, clicked in facts.query(queries.CLICKED, asked | bounds):
        if (own := zones.get(str(person))) is None:
            continue
        cell = cells.setdefault(str(person), {}).setdefault(_of_week(int(str(hour)), own, zone), [0, 0])
        cell[0] += int(str(sent))
        cell[1] += int(str(clicked))
    return [
        HourCounts(person, segments[person], tuple((at, *map(int, one)) for at, one in sorted(own_cells.items())))  # type: ignore[misc]  # two of them
        for person, own_cells in sorted(cells.items())
    ]


def hours_standing(model: Model, trained: TrainedHours | None, now: int) -> Standing:
    """How a model of hours stands at `now` (ms)."""
    if trained is None:
        return "untrained"
    if model.expires and now >= day_ms(model.expires):
        return "expired"
    return "trusted" if trained.card.is_trusted else "untrusted"


def hours_page(
    facts: Facts, model: Model, trained: TrainedHours | None, version: int, after: str, zone: str, now: int
) -> ScoredPage:
    """The best hours of the next people behind `after`, as of `now` (ms): only those that say something new."""
    rows = facts.query(as_of.PAGE, {"trait": f'$."{score_trait(model.id)}"', "after": after, "most": PAGE})
    kept = {str(person): msgspec.json.decode(str(text)) if text else None for person, text in rows}
    last = list(kept)[-1] if len(rows) == PAGE else ""
    if not kept or trained is None or hours_standing(model, trained, now) != "trusted" or model.stage == "shadow":
        return ScoredPage((), last, len(kept), 0)
    from loopline.learning.send_time.hours import best_hours

    people = counted_hours(facts, model, list(kept), zone, now, silent=True)
    let = [one for one in people if model.stage == "full" or is_tenth(model.id, one.person)]
    told = [_stated(model, one.person, best_hours(trained, one), version, now) for one in let]
    return ScoredPage(tuple(one for one in told if one and _is_new(kept[one.key], one, now)), last, len(people), 0)


def _stated(model: Model, person: str, best: Sequence["DayHour"], version: int, now: int) -> ScoreStated | None:
    if not best:
        return None
    first = max(best, key=lambda one: one.gain)
    until = now + parse_duration(model.valid_for)
    return ScoreStated(
        key=person,
        id=stable_id("score", model.id, person, str(now)),
        at=now,
        received_at=now,
        model=model.id,
        value=float(first.day * 24 + first.hour),
        version=str(version),
        until=min(until, day_ms(model.expires)) if model.expires else until,
        reasons=tuple(ScoreReason(WEEKDAYS[one.day], one.hour, round(one.gain, 4)) for one in best),
    )


def _is_new(kept: object, new: ScoreStated, now: int) -> bool:
    """Whether other hours are best, or those that stand will not stand for long."""
    until = score_until(kept)
    if not isinstance(kept, dict) or score_now(kept, now) is None or until is None:
        return True
    hours = [one[:2] for one in kept.get("reasons", ()) if isinstance(one, list)]
    return hours != [[one.feature, one.value] for one in new.reasons] or until - now < (new.until - now) // 2


def _audience(model: Model, cut: int) -> tuple[str, dict[str, object]]:
    texts = [f"({model.audience})"] if model.audience else []
    if model.consent:
        channel, _, topic = model.consent.partition(":")
        texts.append(f'consented("{channel}", "{topic}")' if topic else f'consented("{channel}")')
    return compile_sql(compile_condition(" and ".join(texts) or "true"), {}, cut).named("who")


def _word(text: object) -> str:
    return "" if text in (None, "null") else str(text)[:200]


@lru_cache(1_000_000)
def _of_week(hour: int, zone: str, fallback: str) -> int:
    """The hour of the week in a zone, of an hour since the Unix epoch."""
    here = local(hour * HOUR, zone, fallback)
    return (here.date().day_of_week().value - 1) * 24 + int(here.hour)
