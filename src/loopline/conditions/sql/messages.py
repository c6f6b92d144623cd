"""Counts of messages as DuckDB SQL, over the facts about them; what is in doubt is counted apart, as in the engine."""

from typing import Final

from loopline.conditions.counted import whole_where
from loopline.conditions.sql.text import Frame, Sql, fill
from loopline.conditions.sql.windows import Reach
from loopline.conditions.tree import Call, name_of
from loopline.model.history.message_events import MACHINE, MESSAGE_EVENTS, PREFIX, PROXY, SENT
from loopline.model.history.times import HISTORY_MAX

FIELDS_SQL: Final = (
    "json_object('channel', f.channel, 'topic', f.topic, 'journey', f.journey, 'node', f.node, "
    "'url', coalesce(json_extract_string(f.data, '$.url'), ''), "
    "'machine', CASE WHEN f.kind <> 'receipt' THEN FALSE "
    f"WHEN f.reason = '{MACHINE}' THEN TRUE WHEN f.reason = '{PROXY}' THEN NULL ELSE FALSE END)"
)
"""A message's fields where the truth of a condition looks for a person's."""

_SURE: Final = "count(*) FILTER (WHERE m.t)"
_MAYBE: Final = "count(*) FILTER (WHERE m.t IS NULL)"
_CASES: Final = {
    ">=": "WHEN c.least >= n THEN TRUE WHEN c.most < n THEN FALSE",
    ">": "WHEN c.least > n THEN TRUE WHEN c.most <= n THEN FALSE",
    "<": "WHEN c.least >= n THEN FALSE WHEN c.most < n THEN TRUE",
    "<=": "WHEN c.least > n THEN FALSE WHEN c.most <= n THEN TRUE",
    "==": "WHEN c.least > n OR c.most < n THEN FALSE WHEN c.least = c.most THEN TRUE",
    "!=": "WHEN c.least > n OR c.most < n THEN TRUE WHEN c.least = c.most THEN FALSE",
}


def messages_counted(call: Call, reach: Reach, frame: Frame) -> Sql:
    """DOUBLE; NULL where it is not known."""
    case = "CASE WHEN c.least = c.most THEN CAST(c.least AS DOUBLE) END"
    return fill(f"list_transform([{{}}], lambda c: {case})[1]", _bounds(call, reach, frame))


def compare_messages(call: Call, op: str, number: float, reach: Reach, frame: Frame) -> Sql:
    """BOOLEAN: a count against a number, decided where its bounds decide it."""
    constant = Sql("CAST(? AS DOUBLE)", (number,))
    template = f"list_transform([{{}}], lambda c: list_transform([{{}}], lambda n: CASE {_CASES[op]} END)[1])[1]"
    return fill(template, _bounds(call, reach, frame), constant)


def messages_at(call: Call, reach: Reach, frame: Frame) -> Sql:
    """BIGINT ms of the first or the last one; NULL where another one may have been before it."""
    pick, sooner = ("min", "<") if call.name == "first" else ("max", ">")
    at = f'{pick}(m."at")'
    picked = f"struct_pack(sure := {at} FILTER (WHERE m.t), maybe := {at} FILTER (WHERE m.t IS NULL))"
    case = f"CASE WHEN c.maybe {sooner} c.sure THEN NULL ELSE c.sure END"
    return fill(f"list_transform([{{}}], lambda c: {case})[1]", _picked(picked, call, reach, frame))


def _bounds(call: Call, reach: Reach, frame: Frame) -> Sql:
    least, most = _SURE, f"{_SURE} + {_MAYBE}"
    if reach.after is not None:  # as in the engine, more than it remembers is only known to be so many
        least = f"least({_SURE}, {HISTORY_MAX})"
        most = f"CASE WHEN greatest({_SURE}, {_MAYBE}) <= {HISTORY_MAX} THEN {most} END"
    return _picked(f"struct_pack(least := {least}, most := {most})", call, reach, frame)


def _picked(picked: str, call: Call, reach: Reach, frame: Frame) -> Sql:
    """One row over the messages of a person, of which `t` says whether they count."""
    found = fill(
        f'(SELECT {picked} FROM (SELECT p."at" AS "at", {{}} AS t FROM '
        f'(SELECT f."at" AS "at", {FIELDS_SQL} AS traits FROM facts f WHERE f.person = p.person AND {{}}) p) m)',
        frame.truth(whole_where(call)),
        _of_name(call, reach),
    )
    return reach.known(found)


def _of_name(call: Call, reach: Reach) -> Sql:
    kind, name = of_facts(name_of(call))
    return fill("f.kind = {} AND f.name = {}{}", Sql("?", (kind,)), Sql("?", (name,)), reach.limits('f."at"'))


def of_facts(event: str) -> tuple[str, str]:
    """Kind and name of the facts that tell of an event, one of messages or a customer's."""
    if event not in MESSAGE_EVENTS:
        return "event", event
    return ("attempt", "sent") if event == SENT else ("receipt", event.removeprefix(PREFIX))
