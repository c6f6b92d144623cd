"""Asks facts for a journey's past, and the learning room how often its rule would be wrong on it."""

from loopline.decisions.published import PublishedSet
from loopline.learning.proof.figures import RuleProof
from loopline.ports import Facts
from loopline.reports.comparisons import report_scope, snapshot
from loopline.reports.sandboxed import sandboxed


def journey_proof(facts: Facts, published: PublishedSet, journey: str, redraws: int, now: int) -> RuleProof:
    """The A/A proof of the journey's leading comparison at `now` (ms). Raises Missing `journey_unknown`."""
    scope = report_scope(facts, published, journey, now)
    found = snapshot(facts, scope, sandboxed(facts, journey))
    from loopline.learning.proof.redraw import rule_proof  # loads NumPy and SciPy

    return rule_proof(found, journey, redraws)


def with_holdout(facts: Facts, published: PublishedSet, now: int) -> tuple[str, ...]:
    """The live journeys that hold somebody out, in the order of their ids."""
    return tuple(name for name in sorted(published.live) if report_scope(facts, published, name, now).has_holdout)
