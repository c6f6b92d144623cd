"""Values that a node states by name: constants, and `=` with now() or one field behind it."""

from collections.abc import Mapping
from typing import Any, Final

from whenever import Instant

from loopline.conditions.path import FieldPath, compile_path
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_path
from loopline.decisions.context import DecisionContext
from loopline.model.errors import Invalid
from loopline.model.person import Enrollment
from loopline.model.traits import storable

NOW: Final = "now()"


def check_stated(found: Findings, stated: Mapping[str, Any], at: str) -> None:
    """Every name says something, and every value can be calculated."""
    for name, value in stated.items():
        if not name.strip():
            found.error("trait_blank", "Give the name of what is to be set.", at)
        if isinstance(value, str) and value.startswith("="):
            _check_expression(found, value[1:].strip(), f"{at}.{name}")


def stated_fields(stated: Mapping[str, Any]) -> Mapping[str, FieldPath]:
    """The field of each name that takes the value of one. Raises Invalid `path_form`."""
    return {name: compile_path(value[1:].strip()) for name, value in stated.items() if _is_path(value)}


def stated_values(
    ctx: DecisionContext, enrollment: Enrollment, stated: Mapping[str, Any], fields: Mapping[str, FieldPath]
) -> tuple[dict[str, Any], dict[str, str]]:
    """What each name is to be (JSON values of the customer's shape), and the fields that hold nothing, by name."""
    values: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for name, value in stated.items():
        if name in fields:
            found = storable(ctx.field(fields[name], enrollment))
            if found is None:
                unknown[name] = fields[name].text
            else:
                values[name] = found
        else:
            values[name] = _now(ctx.now) if _expression(value) == NOW else storable(value)
    return values, unknown


def _expression(value: object) -> str:
    """What stands behind the = of a value; "" for a constant."""
    return value[1:].strip() if isinstance(value, str) and value.startswith("=") else ""


def _is_path(value: object) -> bool:
    return bool(text := _expression(value)) and text != NOW


def _check_expression(found: Findings, text: str, at: str) -> None:
    if text == NOW:
        return
    try:
        compile_path(text)
    except Invalid:
        words = "After = stands now() or one field, such as =event.plan; a text that begins with = cannot be set."
        found.error("update_expression", words, at)
        return
    check_path(found, text, at)


def _now(now: int) -> str:
    return Instant.from_timestamp(now, unit="millisecond").format_iso()
