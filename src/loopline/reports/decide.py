"""Decides what is over: the verdict of each settled comparison as a record, and any record once more from the facts.

What a record says does not hang on when it is made: units, goals and arrivals are cut at the moment when the comparison
was settled, and it is made only when newer facts show that the facts reach that moment.
"""

from collections.abc import Collection, Iterator

from loopline import __version__
from loopline.decisions.published import PublishedSet
from loopline.learning.comparisons.decision import Decision, DecisionReplay, replay_decision
from loopline.learning.comparisons.notes import said, title
from loopline.learning.comparisons.snapshot import settled, verdicts_of
from loopline.model.ids import stable_id
from loopline.ports import Facts
from loopline.reports.comparisons import ReportScope, has_reached, report_scope, snapshot
from loopline.reports.sandboxed import sandboxed


def decisions_due(
    facts: Facts, published: PublishedSet, journey: str, now: int, position: int, decided: Collection[str]
) -> Iterator[Decision]:
    """The records of those comparisons of a journey that are settled by `now` (ms) and not among the `decided` ids.

    `position` is that up to which the log is decided, and in the facts. Raises Missing `journey_unknown`.
    """
    scope = report_scope(facts, published, journey, now)
    for one in scope.all:
        own = scope.of(one)
        if one.id not in decided and own.has_holdout and one.may_be_settled(now):
            found = _decided(facts, own, published, position)
            if found is not None:
                yield found


def _decided(facts: Facts, scope: ReportScope, published: PublishedSet, position: int) -> Decision | None:
    """None where it is not over, nobody was compared, or no fact is newer yet than the moment when it was settled."""
    found = snapshot(facts, scope, sandboxed(facts, scope.version.id))
    over = settled(found)
    if over is None or scope.now < over or not has_reached(facts, over, scope.now):
        return None
    verdicts, one = verdicts_of(found), scope.comparison
    if verdicts.lift is None:
        return None
    return Decision(
        id=stable_id("lift", scope.version.id, one.id)[:16],
        journey=scope.version.id,
        comparison=one.id,
        title=title(one, scope.zone),
        goal=said(one.analysed),
        made_at=scope.now,
        code=__version__,
        position=position,
        salt=published.workspace.salt,
        snapshot=found,
        verdicts=verdicts,
    )


def replay(facts: Facts, published: PublishedSet, record: Decision, now: int) -> DecisionReplay:
    """A record once more: from its snapshot, and from the facts as of its moment, by its own plan and draws.

    Raises Missing `journey_unknown`.
    """
    scope = report_scope(facts, published, record.journey, now)
    then = record.snapshot
    own = scope.of(then.comparison).as_recorded(then)
    return replay_decision(record, snapshot(facts, own, sandboxed(facts, record.journey)), __version__)
