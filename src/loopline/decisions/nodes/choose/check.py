"""What may be wrong with a choose node, in words that a marketer can act on."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import AT_STEP, check_choice, check_in_journey, check_path
from loopline.model.choosing.policy import FEATURES_MAX, GROUPS_MAX, OPTIONS_MAX
from loopline.model.journey import Journey
from loopline.model.nodes.choose import NOTHING, REWARDS, STAGES, Choose

NOTHING_MIN: Final = 1
NOTHING_MAX: Final = 50
NAME_MAX: Final = 64


def check_choose(found: Findings, journey: Journey, node: Choose, at: str) -> None:
    """Options and groups with names of their own and conditions that can be read, and a goal to learn from."""
    if not 1 <= len(node.options) <= OPTIONS_MAX:
        text = f"A choice has 1 to {OPTIONS_MAX} options, beside doing nothing; this one has {len(node.options)}."
        found.error("options_number", text, f"{at}.options")
    _check_names(found, [one.name for one in node.options], f"{at}.options", "option")
    for index, option in enumerate(node.options):
        if option.when:
            check_in_journey(found, journey, option.when, f"{at}.options[{index}].when", AT_STEP)
        if option.name.strip() == NOTHING:
            text = f'"{NOTHING}" is the option of doing nothing, which is always there; name this one otherwise.'
            found.error("option_nothing", text, f"{at}.options[{index}].name")
    if not NOTHING_MIN <= node.nothing <= NOTHING_MAX:
        text = f"Nothing is done for {NOTHING_MIN} to {NOTHING_MAX} %, for ever: it shows what the rest is worth."
        found.error("nothing_share", text, f"{at}.nothing")
    check_choice(found, node.reward, REWARDS, f"{at}.reward", "reward_unknown")
    check_choice(found, node.up_to, STAGES, f"{at}.up_to", "stage_unknown")
    _check_known(found, journey, node, at)
    _check_goal(found, journey, node, at)


def _check_names(found: Findings, names: Sequence[str], at: str, what: str) -> None:
    for index, name in enumerate(names):
        if not name.strip() or len(name) > NAME_MAX:
            text = f"Name this {what}, with up to {NAME_MAX} characters; reports show it."
            found.error("choice_name", text, f"{at}[{index}].name")
    for name in [name for name, count in Counter(names).items() if count > 1 and name]:
        text = f'Two of them are called "{name[:80]}"; give each {what} a name of its own.'
        found.error("choice_name_repeated", text, at)


def _check_known(found: Findings, journey: Journey, node: Choose, at: str) -> None:
    if len(node.by) > GROUPS_MAX:
        text = f"A policy learns of {GROUPS_MAX} groups at most; join those in which few people are."
        found.error("groups_number", text, f"{at}.by")
    _check_names(found, [one.name for one in node.by], f"{at}.by", "group")
    for index, group in enumerate(node.by):
        check_in_journey(found, journey, group.when, f"{at}.by[{index}].when", AT_STEP)
    if len(node.context) > FEATURES_MAX or len(set(node.context)) < len(node.context):
        text = f"A policy goes by {FEATURES_MAX} fields at most, each named once."
        found.error("context_number", text, f"{at}.context")
    for index, field in enumerate(node.context):
        check_path(found, field, f"{at}.context[{index}]")


def _check_goal(found: Findings, journey: Journey, node: Choose, at: str) -> None:
    if node.up_to == "random":
        return
    if journey.goal is None:
        text = "The journey has no goal, so nothing is learned and the choice stays random; give it one."
        found.warn("choice_without_goal", text, at)
    elif node.reward == "value" and not journey.goal.value:
        text = (
            "The goal says no `value`, so there is no money to learn from; name its property, or learn by conversion."
        )
        found.error("reward_without_value", text, f"{at}.reward")
