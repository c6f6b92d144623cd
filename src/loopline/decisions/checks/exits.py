"""Checks of exit rules: those of a journey, and those of the workspace, which see no node of any journey."""

from collections.abc import Collection
from functools import partial
from typing import Final, Protocol

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.values import (
    AT_EVENT,
    AT_STEP,
    Place,
    check_changing,
    check_event,
    check_in_journey,
    check_slug,
    check_text,
)
from loopline.model.journey import ExitRule, Journey, SharedExit, Workspace

SHARED_MAX: Final = 50
"""So many exit rules of the workspace: each is asked of everybody who stands in a journey that it concerns."""

AT_SHARED_EVENT: Final = Place(receipts=False)
AT_SHARED_STEP: Final = Place(event="fleeting", receipts=False)


class _Ask(Protocol):
    def __call__(self, text: str, at: str, place: Place, events: Collection[str] = ()) -> object: ...


def check_exit(found: Findings, journey: Journey, rule: ExitRule, at: str) -> None:
    """A rule of one journey."""
    _check_rule(found, rule, at, partial(check_in_journey, found, journey), (AT_EVENT, AT_STEP))


def check_shared_exits(found: Findings, workspace: Workspace) -> None:
    """The rules of the workspace: each as one of a journey, for a programme and journeys that there are."""
    if len(workspace.exits) > SHARED_MAX:
        text = f"The workspace has at most {SHARED_MAX} exit rules; join conditions by `or`."
        found.error("exit_rules_many", text, "exits")
    for index, rule in enumerate(workspace.exits[:SHARED_MAX]):
        at = f"exits[{index}]"
        _check_rule(found, rule, at, partial(_ask_of_all, found), (AT_SHARED_EVENT, AT_SHARED_STEP))
        _check_concerned(found, workspace, rule, at)


def _ask_of_all(found: Findings, text: str, at: str, place: Place, _events: Collection[str] = ()) -> None:
    check_text(found, text, at, place)


def _check_rule(found: Findings, rule: ExitRule, at: str, ask: _Ask, places: tuple[Place, Place]) -> None:
    if not (rule.on or rule.change or rule.when):
        found.error("exit_rule_empty", "Say when to leave: on an event, on the change of a trait, or when ...", at)
    if rule.on:
        check_event(found, rule.on, f"{at}.on")
    if rule.where and not rule.on:
        text = "`where` filters an event, and there is none here; add `on`, or write the condition as `when`."
        found.error("where_without_event", text, f"{at}.where")
    if rule.where:
        ask(rule.where, f"{at}.where", places[0], (rule.on,))
    if rule.change:
        check_changing(found, rule.change, f"{at}.change")
    if rule.when:
        ask(rule.when, f"{at}.when", places[1])


def _check_concerned(found: Findings, workspace: Workspace, rule: SharedExit, at: str) -> None:
    journeys, known = found.context.journeys, found.context.programmes
    if rule.programme:
        check_slug(found, rule.programme, f"{at}.programme")
        programmes = (known or frozenset()) | workspace.programmes.keys()
        if known is not None and rule.programme not in programmes:
            wish = nearest(rule.programme, programmes)
            text = f'No journey is of the programme "{rule.programme[:64]}". {meant(wish, "Name it in a journey.")}'
            found.warn("programme_unknown", text, f"{at}.programme", suggestion=wish)
    for place, name in enumerate(rule.spare):
        if journeys is not None and name not in journeys:
            wish = nearest(name, journeys)
            text = f'There is no journey "{name[:64]}" to spare. {meant(wish, "Name one by its id.")}'
            found.warn("spared_journey_unknown", text, f"{at}.spare[{place}]", suggestion=wish)
