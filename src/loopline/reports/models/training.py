"""Trains a model on facts: people as of several moments, each followed by the horizon in which it is seen what came."""

from collections.abc import Sequence
from typing import Final

from loopline.learning.propensity.figures import TrainedModel
from loopline.learning.queries import as_of as queries
from loopline.model.duration import parse_duration
from loopline.model.errors import Invalid
from loopline.model.scoring.documents import Model
from loopline.ports import Facts
from loopline.reports.models.rows import counted_events, did_within, features_at

PEOPLE_MAX: Final = 20_000
"""Of more, so many are drawn by a hash of the person: a model of some hundred columns gains little by others."""

CUTS_MAX: Final = 4
SHARES: Final = 1_000_000


def train_model(facts: Facts, model: Model, now: int) -> tuple[TrainedModel, tuple[str, ...]]:
    """The model as of `now` (ms), and the events that it counts. The newest moment lies one horizon back, so that all
    of its people have had their time; others lie a horizon apart before it.

    Raises Unavailable `models_extra_missing`, Invalid `model_few`.
    """
    from loopline.learning.propensity.fit import Cut, train  # loads NumPy

    persons = drawn_people(facts, PEOPLE_MAX)
    horizon = parse_duration(model.label.within)
    [[_, first]] = facts.query(queries.KNOWN)
    moments = [now - horizon * (back + 1) for back in range(CUTS_MAX)]
    events = counted_events(facts, model, moments[0])
    cuts = []
    for cut in sorted(moment for moment in moments if moment > int(str(first))):
        people = features_at(facts, model, persons, cut, events)
        if people:
            cuts.append(Cut(cut, people, did_within(facts, model, [one.id for one in people], cut)))
    if not cuts:
        text = f"Nobody of the audience was known {model.label.within} ago, so nothing can be learned yet."
        raise Invalid("model_few", text)
    return train(cuts), events


def drawn_people(facts: Facts, most: int) -> Sequence[str]:
    """At most so many people, drawn by a hash."""
    [[people, _]] = facts.query(queries.KNOWN)
    share = min(SHARES, round(1.1 * SHARES * most / max(1, int(str(people)))))
    return [str(row[0]) for row in facts.query(queries.DRAWN, {"share": share, "most": most})]
