"""Checks of frequency caps, and of the limits that a cap tries."""

from typing import Final, get_args

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.goals import check_shared_goal
from loopline.decisions.checks.values import check_choice, check_duration, check_slug
from loopline.decisions.published import SEND_MEMORY_MS
from loopline.model.channels import CHANNELS
from loopline.model.duration import DAY, parse_duration
from loopline.model.entry.cap import Cap, CapExperiment, CapPeriod
from loopline.model.errors import Invalid
from loopline.model.journey import Workspace
from loopline.model.person import SENDS_MAX

PERIODS: Final = get_args(CapPeriod)
ARMS_MAX: Final = 5
WEIGHT_MAX: Final = 1_000_000.0


def check_caps(found: Findings, workspace: Workspace) -> None:
    """All caps of the workspace."""
    named: set[str] = set()
    for index, cap in enumerate(workspace.caps):
        at = f"caps[{index}]"
        _check_limit(found, cap.limit, f"{at}.limit")
        _check_window(found, cap, at)
        _check_reserve(found, cap, cap.limit, f"{at}.reserve")
        if cap.channel:
            check_choice(found, cap.channel, CHANNELS, f"{at}.channel", "channel_unknown")
        if cap.topic and workspace.topics:
            check_choice(found, cap.topic, sorted(workspace.topics), f"{at}.topic", "topic_unknown")
        if cap.experiment is not None:
            _check_experiment(found, cap, cap.experiment, f"{at}.experiment")
            if cap.experiment.id in named:
                text = "Two caps try their limits under one id, so nobody could tell their arms apart: name one anew."
                found.error("cap_experiment", text, f"{at}.experiment.id")
            named.add(cap.experiment.id)


def _check_limit(found: Findings, limit: int, at: str) -> None:
    if limit < 1:
        found.error("cap_limit", "A cap allows at least 1 message; to allow none, pause the journeys.", at)
    if limit >= SENDS_MAX:
        text = f"A cap allows at most {SENDS_MAX - 1} messages: so many sends of a person are remembered."
        found.error("cap_limit", text, at)


def _check_reserve(found: Findings, cap: Cap, limit: int, at: str) -> None:
    if cap.reserve is not None and not 1 <= cap.reserve.places < limit:
        text = "Keep at least 1 place, and leave at least 1 for everybody: fewer places than the limit."
        found.error("cap_reserve", text, f"{at}.places")


def _check_window(found: Findings, cap: Cap, at: str) -> None:
    if bool(cap.per) is bool(cap.within):
        text = "Write either within, such as 7d, or per: day, week or month of the person's calendar."
        found.error("cap_window", text, at)
        return
    if cap.per:
        check_choice(found, cap.per, PERIODS, f"{at}.per", "cap_period")
        return
    at = f"{at}.within"
    check_duration(found, cap.within, at)
    try:
        within_ms = parse_duration(cap.within)
    except Invalid:
        return  # said by the check of durations
    if within_ms == 0:
        found.error("cap_window", "A cap that looks back over no time holds nothing back; write 7d or the like.", at)
    if within_ms > SEND_MEMORY_MS:
        days = SEND_MEMORY_MS // DAY
        text = f"A cap looks back at most {days} days: so long is remembered what was sent. Write {days}d or less."
        found.error("cap_window", text, at)


def _check_experiment(found: Findings, cap: Cap, tries: CapExperiment, at: str) -> None:
    check_slug(found, tries.id, f"{at}.id")
    if not 2 <= len(tries.arms) <= ARMS_MAX:
        text = f"Try 2 to {ARMS_MAX} limits: fewer are no comparison, and among more nobody is told apart."
        found.error("cap_arms", text, f"{at}.arms")
    names, limits = [arm.name for arm in tries.arms], [arm.limit for arm in tries.arms]
    if len({*names}) < len(names) or len({*limits}) < len(limits):
        text = "Each arm has a name and a limit of its own: two that are alike are one arm of their weights together."
        found.error("cap_arms", text, f"{at}.arms")
    for index, arm in enumerate(tries.arms):
        place = f"{at}.arms[{index}]"
        check_slug(found, arm.name, f"{place}.name")
        _check_limit(found, arm.limit, f"{place}.limit")
        _check_reserve(found, cap, arm.limit, f"{place}.limit")
        if not 0 < arm.weight <= WEIGHT_MAX:
            found.error("cap_arms", "The weight of an arm is above 0; leave out an arm that gets nobody.", place)
    if tries.goal is None:
        text = "The arms are compared by who unsubscribes and complains alone; add a goal to see what messages bring."
        found.warn("cap_without_goal", text, at)
    else:
        check_shared_goal(found, tries.goal, f"{at}.goal")
