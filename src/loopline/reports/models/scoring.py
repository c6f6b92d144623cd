"""Scores of people as of now: by a model that is trusted and let so far, else by the rule that stands in for it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import md5
from typing import Final, Literal

import msgspec
from msgspec import Struct

from loopline.learning.propensity.features import FeatureRow
from loopline.learning.propensity.figures import Drift, TrainedModel
from loopline.learning.queries import as_of as queries
from loopline.model.duration import parse_duration
from loopline.model.ids import stable_id
from loopline.model.scoring.documents import Model
from loopline.model.signals.scores import ScoreReason, ScoreStated, score_now, score_trait, score_until
from loopline.ports import Facts
from loopline.reports.models.rows import features_at, held_at
from loopline.reports.models.training import drawn_people

PAGE: Final = 1_000
WATCHED: Final = 2_000
"""People by whom it is seen, before anybody is scored, whether the model still sees what it was trained on."""

MOVED: Final = 0.005
"""A score that moved by less is not said again, while the one that stands is good for half of its time yet."""

RULE: Final = "rule"
Standing = Literal["trusted", "untrained", "untrusted", "expired", "drifted"]


class Scorer(Struct, frozen=True):
    """A model at work: its document, what training left (None: nothing yet), its version, and how it stands."""

    model: Model
    trained: TrainedModel | None
    events: tuple[str, ...]
    version: int
    standing: Standing
    drift: tuple[Drift, ...] = ()


class ScoredPage(Struct, frozen=True):
    """The scores of some people; `after` is the last of them ("": there are no more), `seen` how many were in the
    audience and `by_rule` how many of the scores the rule gave."""

    signals: tuple[ScoreStated, ...]
    after: str
    seen: int
    by_rule: int


def scorer(
    facts: Facts, model: Model, trained: TrainedModel | None, events: tuple[str, ...], version: int, now: int
) -> Scorer:
    """How a model stands at `now` (ms); a drift of its scores is looked for on people drawn by a hash."""
    plain = Scorer(model, trained, events, version, "trusted")
    if trained is None:
        return msgspec.structs.replace(plain, standing="untrained")
    if model.expires and now >= day_ms(model.expires):
        return msgspec.structs.replace(plain, standing="expired")
    if not trained.card.is_trusted:
        return msgspec.structs.replace(plain, standing="untrusted")
    from loopline.learning.propensity.predict import DRIFTED, drift, scores  # loads NumPy

    people = features_at(facts, model, drawn_people(facts, WATCHED), now, events)
    moved = drift(trained, people, scores(trained, people)) if len(people) >= WATCHED // 10 else ()
    standing: Standing = "drifted" if moved and moved[0].psi > DRIFTED else "trusted"
    return msgspec.structs.replace(plain, standing=standing, drift=moved)


def scored_page(facts: Facts, at_work: Scorer, after: str, now: int, page: int = PAGE) -> ScoredPage:
    """The scores of the next people behind `after`, as of `now` (ms): only those that say something new."""
    model = at_work.model
    rows = facts.query(queries.PAGE, {"trait": f'$."{score_trait(model.id)}"', "after": after, "most": page})
    kept = {str(person): msgspec.json.decode(str(text)) if text else None for person, text in rows}
    if not kept:
        return ScoredPage((), "", 0, 0)
    people = features_at(facts, model, list(kept), now, at_work.events)
    own = [one for one in people if is_let(at_work, one.id)]
    found = _by_model(at_work, own, now)
    ruled = [one.id for one in people if one.id not in found]
    if ruled and model.fallback:
        held = held_at(facts, model.fallback, ruled, now)
        said = [(one, truth) for one in ruled if (truth := held.get(one)) is not None]
        by_rule = {one: _stated(at_work, one, float(truth), now) for one, truth in said}
    else:
        by_rule = {}
    valid = parse_duration(model.valid_for)
    new = [one for one in (found | by_rule).values() if _says_something(kept[one.key], one, now, valid)]
    last = list(kept)[-1] if len(rows) == page else ""
    return ScoredPage(tuple(new), last, len(people), len(by_rule))


def is_let(at_work: Scorer, person: str) -> bool:
    """Whether the model itself scores this person: not in the shadow, and one in ten by a hash on the way from it."""
    if at_work.standing != "trusted" or at_work.model.stage == "shadow":
        return False
    if at_work.model.stage == "full":
        return True
    return is_tenth(at_work.model.id, person)


def is_tenth(model: str, person: str) -> bool:
    """Whether a person is one of the tenth whom a model on its way from the shadow scores."""
    return int(md5(f"{model}/{person}".encode(), usedforsecurity=False).hexdigest()[:8], 16) % 10 == 0


def _by_model(at_work: Scorer, people: Sequence[FeatureRow], now: int) -> dict[str, ScoreStated]:
    if not people or at_work.trained is None:
        return {}
    from loopline.learning.propensity.predict import reasons, scores  # loads NumPy

    told = zip(people, scores(at_work.trained, people), reasons(at_work.trained, people), strict=True)
    return {one.id: _stated(at_work, one.id, round(float(value), 4), now, because) for one, value, because in told}


def _stated(
    at_work: Scorer, person: str, value: float, now: int, because: tuple[ScoreReason, ...] | None = None
) -> ScoreStated:
    version, until = RULE if because is None else str(at_work.version), now + parse_duration(at_work.model.valid_for)
    if because is not None and at_work.model.expires:  # what it said holds no longer than it may say anything
        until = min(until, day_ms(at_work.model.expires))
    told = (ScoreReason("fallback", value, 0.0),) if because is None else because
    return ScoreStated(
        key=person,
        id=stable_id("score", at_work.model.id, person, str(now)),
        at=now,
        received_at=now,
        model=at_work.model.id,
        value=value,
        version=version,
        until=until,
        reasons=told,
    )


def _says_something(kept: object, new: ScoreStated, now: int, valid: int) -> bool:
    """Whether a score differs from the one that stands, or that one will not stand for long."""
    known, until = score_now(kept, now), score_until(kept)
    if known is None or abs(known - new.value) >= MOVED:
        return True
    version = kept.get("version") if isinstance(kept, dict) else None
    return version != new.version or (until is not None and until < new.until and until - now < valid // 2)


def day_ms(day: str) -> int:
    """The beginning (ms, UTC) of a day such as "2027-06-30"."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1_000)
