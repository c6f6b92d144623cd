"""Which events are conversions of a journey's units, beside those that its passages wrote down."""

from typing import Final

from msgspec import Struct

from loopline.conditions.sql.condition import SqlCondition
from loopline.conditions.sql.of_event import amount_of_event, compile_of_event, text_of_event
from loopline.decisions.published import CompiledGoal, JourneyVersion
from loopline.learning.queries import goals

NOTHING: Final = SqlCondition("NULL", [])
NEVER: Final = SqlCondition("FALSE", [])
ALWAYS: Final = SqlCondition("TRUE", [])
NOT_OF_COLLEAGUES: Final = (
    "Goals of colleagues who never entered are not counted: the goal's filter or its value looks at more than the "
    "event. Ask for properties of the event alone, and they are."
)
NOT_BETWEEN: Final = (
    "The totals count what people did in the windows of their visits, and not between them: the goal's filter or its "
    "value looks at more than the event."
)


class Outcomes(Struct, frozen=True):
    """The relations of a query over units that say what they reached, with their parameters; `note` says in words what
    they cannot count."""

    sql: str = goals.GOALS
    asked: dict[str, object] = {}
    note: str = ""

    def units(self, sql: str) -> str:
        """A query over units that counts these."""
        return sql.replace(goals.GOALS, self.sql)


def outcomes(version: JourneyVersion, currency: str, *, at_all_times: bool = False) -> Outcomes:
    """What counts as a conversion of a unit, and what it is worth in the workspace's currency.

    `at_all_times`: also what somebody does between two visits.

    Passages know what their own person does in their time. Of an account, any member's event counts; an event that
    counts `once_by` a property is looked up for its id.
    """
    if version.goal is None:
        return Outcomes()
    by_account = version.journey.randomises_by == "account"
    return outcomes_of_goal(version.goal, currency, by_account=by_account, at_all_times=at_all_times)


def outcomes_of_goal(goal: CompiledGoal, currency: str, *, by_account: bool, at_all_times: bool) -> Outcomes:
    """The same of a goal. `at_all_times`: whatever passage somebody is in, or in none."""
    id_of = text_of_event(goal.once_by) if goal.once_by else None
    counts, value = asked_of_event(goal, currency) if by_account or at_all_times else (NEVER, NOTHING)
    note = ""
    if counts is None or value is None:
        note = NOT_OF_COLLEAGUES if by_account else NOT_BETWEEN
        counts, value = NEVER, NOTHING
    reads_events = counts is not NEVER
    if not reads_events and id_of is None:
        return Outcomes(note=note)
    sql = goals.goals_of(people=reads_events, accounts=reads_events and by_account, once=id_of is not None)
    asked: dict[str, object] = {"goal_event": goal.rule.event}
    for marker, prefix, made in (
        (goals.COUNTS, "w", counts),
        (goals.VALUE, "v", value),
        (goals.ONCE, "o", id_of or NOTHING),
    ):
        text, parameters = made.named(prefix)
        sql, asked = sql.replace(marker, text), asked | parameters
    return Outcomes(sql, asked, note)


def asked_of_event(goal: CompiledGoal, currency: str) -> tuple[SqlCondition | None, SqlCondition | None]:
    """The goal's filter and its amount, as asked of one event; None for either that looks further."""
    counts = compile_of_event(goal.where.root, goal.rule.event) if goal.where else ALWAYS
    return counts, amount_of_event(goal.value, goal.currency, currency) if goal.value else NOTHING
