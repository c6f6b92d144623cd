"""Checks of the workspace's rule of double opt-in, and of what it answers to words by SMS."""

from typing import Final

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.values import check_choice, check_tag
from loopline.model.consent.asking import CONFIRM_DAYS_MAX, CONFIRM_FIELD, CONFIRMABLE, unconfirming_parts
from loopline.model.errors import Invalid
from loopline.model.journey import Workspace
from loopline.model.law.regions import region_of
from loopline.model.nodes.message import Content
from loopline.model.sms.number import country_known

ANSWER_CHARACTERS_MAX: Final = 480
"""Three parts of an SMS: an answer that nobody reads to its end helps nobody."""

HELP_AT_CHARACTERS_MAX: Final = 100


def check_asking(found: Findings, workspace: Workspace) -> None:
    """That every yes which is to be confirmed can be, and that the answers can be sent."""
    rule, at = workspace.double_opt_in, "double_opt_in"
    for index, channel in enumerate(rule.channels):
        if channel not in CONFIRMABLE:
            text = f"A yes is confirmed by {' or '.join(CONFIRMABLE)}: by {channel[:40]} nobody could be asked."
            found.error("double_opt_in_channel", text, f"{at}.channels[{index}]")
    for index, topic in enumerate(rule.topics):
        check_choice(found, topic, sorted(workspace.topics), f"{at}.topics[{index}]", "topic_unknown")
    for index, country in enumerate(rule.countries):
        if not country_known(country):
            text = f'"{country[:60]}" is no country; write two capital letters such as DE or US.'
            found.error("country_unknown", text, f"{at}.countries[{index}]")
    if not 0 <= rule.days <= CONFIRM_DAYS_MAX:
        text = f"A yes is to be confirmed within 1 to {CONFIRM_DAYS_MAX} days; 0 is 14."
        found.error("double_opt_in_days", text, f"{at}.days")
    if rule.template:
        _check_template(found, rule.template, f"{at}.template")
    _check_usual(found, workspace)
    _check_answers(found, workspace)


def _check_template(found: Findings, name: str, at: str) -> None:
    """The template is there, is a mail, and leads to the confirmation from each part, in each language."""
    library, contents = found.context.library, found.context.contents
    if library is None:
        return
    known = library.templates.get(name)
    if known is None:
        found.error("template_unknown", f'There is no template "{name[:60]}"; publish it first.', at)
        return
    if known[1].channel != "email":
        text = f'Template "{name[:60]}" is for {known[1].channel}, and a confirmation of a template is a mail.'
        found.error("template_channel", text, at)
        return
    if contents is None:
        return
    try:
        content = contents.compose(known[1], {}, library).content
    except Invalid as error:
        found.error(error.code, f'Template "{name[:60]}": {error.text}', at)
        return
    check_confirming(found, content, at, f' of template "{name[:60]}"')


def check_confirming(found: Findings, content: Content, at: str, where: str = "") -> None:
    """That people can confirm by this mail."""
    if lacking := unconfirming_parts(content):
        text = (
            f"Nobody could confirm by {', '.join(lacking)}{where}: write {{{{{CONFIRM_FIELD}}}}} where the link "
            "stands, in each language."
        )
        found.error("confirm_url_missing", text, at)


def _check_usual(found: Findings, workspace: Workspace) -> None:
    """Where courts ask for it in practice, a workspace that does without is told so."""
    rule = workspace.double_opt_in
    for index, country in enumerate(workspace.countries):
        row = region_of(country)
        asks = "email" in rule.channels and (not rule.countries or country in rule.countries)
        if row is not None and country in row.double_opt_in.split() and not asks:
            text = f"In {country} a yes that nobody confirmed proves little: set double_opt_in. ({row.source})"
            found.warn("double_opt_in_usual", text, f"countries[{index}]")


def _check_answers(found: Findings, workspace: Workspace) -> None:
    said = workspace.answers
    for name, texts in (("help", said.help), ("stop", said.stop), ("start", said.start)):
        for tag, text in texts.items():
            check_tag(found, tag, f"answers.{name}.{tag}")
            if not text.strip() or len(text) > ANSWER_CHARACTERS_MAX:
                words = f"An answer has 1 to {ANSWER_CHARACTERS_MAX} characters."
                found.error("answer_length", words, f"answers.{name}.{tag}")
    if len(said.help_at) > HELP_AT_CHARACTERS_MAX:
        text = f"Where help is to be had takes at most {HELP_AT_CHARACTERS_MAX} characters, as an address does."
        found.error("answer_length", text, "answers.help_at")
