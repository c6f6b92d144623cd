"""Checks of segments and of the workspace, the rules above all journeys."""

import re
from collections.abc import Mapping
from typing import Final, get_args

from loopline.conditions.language import compile_condition
from loopline.decisions.checks.delivery import check_delivery
from loopline.decisions.checks.exits import check_shared_exits
from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.goals import check_programmes
from loopline.decisions.checks.tracking import check_tracking
from loopline.decisions.checks.utm import check_utm
from loopline.decisions.checks.values import (
    AT_SEGMENT,
    check_choice,
    check_hours_left,
    check_path,
    check_percent,
    check_quiet,
    check_slug,
    check_tag,
    check_text,
)
from loopline.decisions.documents.asking import check_asking
from loopline.decisions.documents.caps import check_caps
from loopline.model.channels import CHANNELS, CONSENT_RULES
from loopline.model.entry.holdout import ROTATIONS
from loopline.model.errors import Invalid
from loopline.model.journey import GroupRule, Segment, Workspace
from loopline.model.law.regions import region_of
from loopline.model.sms.number import country_known
from loopline.model.zone import known_zone

CURRENCY: Final = re.compile("[A-Z]{3}")
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
SENDER: Final = re.compile(r"(?:[^<>@{}\x00-\x1f\x7f]*<[^<>@\s{}]+@[^<>@\s{}]+>|[^<>@\s{}]+@[^<>@\s{}]+)")
"""An address, or a name and an address in angle brackets."""


def check_segment(found: Findings, segment: Segment) -> None:
    """A condition over people, which may ask for other segments but never, in a circle, for itself."""
    check_slug(found, segment.id, "id")
    found.own_segments = frozenset({segment.id})
    condition = check_text(found, segment.when, "when", AT_SEGMENT)
    if condition is None:
        return
    circle = _circle(segment.id, {**(found.context.segments or {}), segment.id: segment.when})
    if circle:
        text = f"Segments ask for each other in a circle: {' → '.join(circle)}. Take one of them out."
        found.error("segment_circle", text, "when")


def _circle(start: str, texts: Mapping[str, str]) -> list[str]:
    """The way from a segment back to itself; empty when there is none."""
    came_from: dict[str, str] = {}
    ahead = [start]
    while ahead:
        name = ahead.pop()
        for other in sorted(_asked(texts.get(name, ""))):
            if other == start:
                return _way(start, name, came_from)
            if other not in came_from:
                came_from[other] = name
                ahead.append(other)
    return []


def _way(start: str, last: str, came_from: Mapping[str, str]) -> list[str]:
    way = [start]
    while last != start:
        way.insert(0, last)
        last = came_from[last]
    return [start, *way]


def _asked(text: str) -> frozenset[str]:
    try:
        return compile_condition(text).segments
    except Invalid:
        return frozenset()


def check_workspace(found: Findings, workspace: Workspace) -> None:
    """Zone, consent, topics, caps, quiet hours, holdouts and addresses."""
    if not known_zone(workspace.zone):
        text = f'"{workspace.zone[:60]}" is no time zone; write one such as Europe/Berlin or UTC.'
        found.error("zone_unknown", text, "zone")
    if workspace.country and not country_known(workspace.country):
        text = f'"{workspace.country[:60]}" is no country; write two capital letters such as DE or US.'
        found.error("country_unknown", text, "country")
    if workspace.currency and not CURRENCY.fullmatch(workspace.currency):
        text = f'"{workspace.currency[:60]}" is no currency; write its three capital letters, such as EUR or USD.'
        found.error("currency_unknown", text, "currency")
    check_tag(found, workspace.language, "language")
    _check_regions(found, workspace)
    for channel, rule in workspace.consent.items():
        check_choice(found, channel, CHANNELS, f"consent.{channel}", "channel_unknown")
        check_choice(found, rule, CONSENT_RULES, f"consent.{channel}", "consent_unknown")
    for name, topic in workspace.topics.items():
        check_slug(found, name, f"topics.{name}")
        if topic.consent:
            check_choice(found, topic.consent, CONSENT_RULES, f"topics.{name}.consent", "consent_unknown")
    check_caps(found, workspace)
    check_asking(found, workspace)
    check_quiet(found, workspace.quiet_hours, "quiet_hours")
    check_hours_left(found, workspace.quiet_hours, workspace.countries, "quiet_hours")
    check_percent(found, workspace.holdout.percent, "holdout.percent")
    if workspace.holdout.rotates:
        check_choice(found, workspace.holdout.rotates, ROTATIONS, "holdout.rotates", "rotation_unknown")
    for name, group_rule in workspace.exclusive.items():
        check_slug(found, name, f"exclusive.{name}")
        check_choice(found, group_rule, GROUP_RULES, f"exclusive.{name}", "group_rule_unknown")
    check_programmes(found, workspace)
    check_shared_exits(found, workspace)
    _check_sender(found, workspace.sender)
    check_utm(found, workspace.utm, "utm")
    check_delivery(found, workspace.delivery, "delivery")
    check_tracking(found, workspace.tracking, "tracking")
    for channel, trait in workspace.addresses.items():
        check_choice(found, channel, CHANNELS, f"addresses.{channel}", "channel_unknown")
        if channel in CHANNELS:
            _check_address(found, trait, f"addresses.{channel}")


def _check_regions(found: Findings, workspace: Workspace) -> None:
    """The countries that it writes to, what their rules ask of it, and the look of its pages."""
    for index, country in enumerate(workspace.countries):
        row = region_of(country)
        if not country_known(country):
            text = f'"{country[:60]}" is no country; write two capital letters such as DE or US.'
            found.error("country_unknown", text, f"countries[{index}]")
        elif row is None:
            text = f"The rules of {country} are not in our table, so none are kept for it; ask somebody who knows them."
            found.warn("country_rules_unknown", text, f"countries[{index}]")
        elif row.postal_address and not workspace.postal_address.strip():
            text = f"Marketing mail to {country} has to name your postal address. ({row.source}, read {row.read})"
            found.warn("postal_address_missing", text, "postal_address")
    if workspace.brand.colour and not COLOUR.fullmatch(workspace.brand.colour):
        found.error("colour_invalid", 'Write the colour as six hexadecimal digits, such as "#1f5fd6".', "brand.colour")
    if workspace.brand.logo and not workspace.brand.logo.startswith("https://"):
        found.error("logo_invalid", "The logo is shown by https alone; write its whole address.", "brand.logo")


def _check_address(found: Findings, text: str, at: str) -> None:
    field = check_path(found, text, at)
    if field is not None and field.home != "person":
        words = f'"{text[:60]}" is no trait of the person, and messages go to people. Name one, such as email.'
        found.error("address_field", words, at)


def _check_sender(found: Findings, sender: str) -> None:
    if sender and not SENDER.fullmatch(sender):
        text = f'"{sender[:60]}" is no sender; write one such as Shop <hello@example.com>.'
        found.error("sender_invalid", text, "sender")


GROUP_RULES: Final = get_args(GroupRule)
