"""Checks of the factors that a journey declares: few, each once, and of what people were before any message."""

from collections.abc import Mapping
from typing import Final

from loopline.conditions.language import Condition, compile_condition
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.entry.factor import read_factor
from loopline.model.errors import Invalid
from loopline.model.journey import Journey

FACTORS_MAX: Final = 5
"""So many factors of a journey: they share one alpha, and more would find little."""


def check_factors(found: Findings, journey: Journey) -> None:
    """The factors of a journey, each in its own place of the document."""
    if len(journey.factors) > FACTORS_MAX:
        text = f"A journey has at most {FACTORS_MAX} factors; keep those by which somebody would act."
        found.error("factors_many", text, "factors")
    for number, text in enumerate(journey.factors[:FACTORS_MAX]):
        at = f"factors[{number}]"
        if text in journey.factors[:number]:
            found.error("factor_twice", f'"{text[:60]}" is declared twice; take one of them out.', at)
        try:
            kind, name = read_factor(text)
        except Invalid:
            said = "Write what people were at entry: trait:plan, account:size, entry:channel or segment:vip."
            found.error("factor_form", said, at)
            continue
        if kind == "segment":
            _check_segment(found, name, at)
    if journey.factors and (journey.goal is None or journey.holdout.percent == 0):
        text = "Nothing is compared without a goal and a holdout, so there is nothing that could differ by a factor."
        found.warn("factors_without_holdout", text, "factors")


def _check_segment(found: Findings, name: str, at: str) -> None:
    known = found.context.segments
    if known is None:
        return
    if name not in known:
        wish = nearest(name, known)
        text = f'There is no segment "{name[:60]}". {meant(wish, "Publish it first, or check it together.")}'
        found.error("factor_segment", text, at, suggestion=wish)
        return
    try:
        compiled = {one: compile_condition(when) for one, when in known.items()}
    except Invalid:
        return  # its own check tells of it
    if looks_back(compiled[name], compiled, set()):
        text = f'Segment "{name[:60]}" looks at what people did, which may be an effect of the messages; take a trait.'
        found.error("factor_looks_back", text, at)


def looks_back(condition: Condition, segments: Mapping[str, Condition], seen: set[str]) -> bool:
    """Whether it, or a segment inside it, asks for events."""
    if condition.events or condition.receipt_nodes or condition.of_account:
        return True
    inner = condition.segments - seen
    seen |= inner
    return any(looks_back(segments[name], segments, seen) for name in sorted(inner) if name in segments)
