"""Checks of what the workspace declares of events and traits."""

from collections.abc import Mapping

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_choice
from loopline.model.history.message_events import is_ours
from loopline.model.tracking.declared import EVENTS_MAX, FIELD_TYPES, FIELDS_MAX, DeclaredField, DeclaredPlan


def check_tracking(found: Findings, plan: DeclaredPlan, at: str) -> None:
    """Names that mean something, and not too many of them."""
    if len(plan.events) > EVENTS_MAX:
        found.error("declared_bound", f"At most {EVENTS_MAX} events are declared.", f"{at}.events")
    for name, event in list(plan.events.items())[:EVENTS_MAX]:
        if is_ours(name):
            text = f'"{name[:60]}" is an event of Loopline\'s own, whose fields are known; take it out.'
            found.error("declared_name", text, f"{at}.events")
        _check_fields(found, event.properties, f"{at}.events.{name[:60]}.properties")
    _check_fields(found, plan.traits, f"{at}.traits")


def _check_fields(found: Findings, fields: Mapping[str, DeclaredField], at: str) -> None:
    if len(fields) > FIELDS_MAX:
        found.error("declared_bound", f"At most {FIELDS_MAX} fields are declared here.", at)
    for path, field in list(fields.items())[:FIELDS_MAX]:
        check_choice(found, field.type, FIELD_TYPES, f"{at}.{path[:60]}.type", "declared_type_unknown")
        if not all(path.split(".")):
            text = f'"{path[:60]}" is no path of a field: write names with dots between them.'
            found.error("declared_name", text, at)
