"""Checks of a message node: what its channel needs, its topic, its templates and its policies."""

from typing import Final

import msgspec

from loopline.decisions.checks.files import check_files
from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.decisions.checks.locales import check_languages
from loopline.decisions.checks.lookups import check_lookups
from loopline.decisions.checks.offers import check_offer_of
from loopline.decisions.checks.request import (
    check_address,
    check_headers,
    check_mail,
    check_method,
    check_request_headers,
)
from loopline.decisions.checks.utm import check_utm
from loopline.decisions.checks.values import check_choice, check_duration, check_event, check_hold, check_percent
from loopline.decisions.nodes.message.template import made_node
from loopline.model.channels import CHANNELS
from loopline.model.nodes.message import (
    DISPLAY_PRIORITIES,
    DISPLAYS,
    REFUSED_POLICIES,
    Content,
    LocalParts,
    Message,
    is_page_link,
)
from loopline.model.push.devices import DEVICE_CHOICES
from loopline.model.sms.rules import SenderKind, names_way_out, rule_of, sender_kind
from loopline.model.sms.text import sms_text, written_text

ATTEMPTS_MAX: Final = 20
OF_ALL_PARTS: Final = ("language", "locales", "lookups")
"""Fields of content that belong to no part."""
WAY_OUT: Final = "unsubscribe_url"
SENDERS: Final[dict[SenderKind, str]] = {"name": "a name", "long": "a long number", "short": "a short code"}


def check_message(found: Findings, node: Message, at: str) -> None:
    """Everything about one message node."""
    check_choice(found, node.channel, CHANNELS, f"{at}.channel", "channel_unknown")
    check_choice(found, node.if_refused, REFUSED_POLICIES, f"{at}.if_refused", "policy_unknown")
    check_duration(found, node.wait_at_most, f"{at}.wait_at_most")
    check_hold(found, node.hold, f"{at}.hold")
    if node.hold and (node.transactional or node.topic in found.context.transactional_topics):
        text = "A transactional message waits for no other one, so it is not held; remove the time."
        found.warn("hold_unused", text, f"{at}.hold")
    check_percent(found, node.holdout.percent, f"{at}.holdout.percent")
    if node.holdout.percent > 0 and (node.transactional or node.topic in found.context.transactional_topics):
        text = "A transactional message is withheld from nobody, so its holdout does nothing; remove it."
        found.warn("holdout_unused", text, f"{at}.holdout")
    check_choice(found, node.devices, DEVICE_CHOICES, f"{at}.devices", "devices_unknown")
    if not 1 <= node.if_failed.attempts <= ATTEMPTS_MAX:
        text = f"Try between 1 and {ATTEMPTS_MAX} times; {node.if_failed.attempts} is neither."
        found.error("attempts_range", text, f"{at}.if_failed.attempts")
    _check_topic(found, node, at)
    check_utm(found, node.utm, f"{at}.utm")
    node = made_node(found, node, at)
    if node.template or node.mjml:
        return
    if node.channel == "sms" and not (node.transactional or node.topic in found.context.transactional_topics):
        for place, parts in _written(node.content, f"{at}.content").items():
            _check_way_out(found, parts, node.content, place)
    if node.channel == "email" and not (node.transactional or node.topic in found.context.transactional_topics):
        _check_mail_way_out(found, node.content, f"{at}.content")
    if node.channel in CHANNELS:
        _check_content(found, node.channel, node.content, f"{at}.content")
    check_lookups(found, node.content, f"{at}.content")
    check_offer_of(found, node, node.content, at)
    check_files(found, node.channel, node.attachments, node.content, f"{at}.attachments")
    for fault in found.context.template_faults(node.content):
        where = f" (line {fault.line})" if fault.line else ""
        found.error(fault.code, f"{fault.text}{where}", f"{at}.content.{fault.part.replace('header:', 'headers.')}")


def _check_topic(found: Findings, node: Message, at: str) -> None:
    topics = found.context.topics
    if node.topic and topics is not None and node.topic not in topics:
        wish = nearest(node.topic, topics)
        text = (
            f'The workspace has no topic "{node.topic[:80]}". {meant(wish, "Add it there, so that people can choose.")}'
        )
        found.warn("topic_unknown", text, f"{at}.topic", suggestion=wish)


def _check_content(found: Findings, channel: str, content: Content, at: str) -> None:
    row = CHANNELS[channel]
    for group in row.parts_required:
        if not any(getattr(content, part).strip() for part in group):
            text = f"A message by {channel} needs {' or '.join(group)}; write it."
            found.error("content_missing", text, f"{at}.{group[0]}")
    filled = [field.name for field in msgspec.structs.fields(content) if getattr(content, field.name)]
    for part in filled:
        if part not in row.parts_allowed and part not in OF_ALL_PARTS:
            text = f"A message by {channel} does not use {part}; it uses {', '.join(row.parts_allowed)}."
            found.warn("content_unused", text, f"{at}.{part}")
    check_languages(found, row, content, at)
    if channel == "sms":
        for place, parts in _written(content, at).items():
            _check_segments(found, parts.body, f"{place}.body")
    if row.address_source == "content" and content.url.strip():
        check_address(found, content.url, f"{at}.url")
        check_method(found, content.method, f"{at}.method")
    if "display" in row.parts_allowed:
        _check_display(found, content, at)
    if row.tracked:
        check_mail(found, content, at)
        return
    check = check_request_headers if row.address_source == "content" else check_headers
    check(found, content.headers, f"{at}.headers")


def _check_way_out(found: Findings, parts: Content | LocalParts, content: Content, at: str) -> None:
    """A marketing text can be left, and its sender is one that the country carries; for a country that is known.

    A locale that says neither another text nor another sender is what the content is.
    """
    country = found.context.country
    sender = (parts.sender or content.sender).strip() if parts.body or parts.sender else ""
    kind = sender_kind(sender) if sender and country else None
    if kind == "name" and not names_way_out(parts.body or content.body):
        text = "Nobody can answer a name, so write how to leave: a number, or a link to the page where people choose."
        found.warn("sms_way_out", text, f"{at}.body")
    rule = rule_of(country)
    if rule is not None and kind is not None and kind not in rule.senders:
        allowed = " or ".join(SENDERS[one] for one in rule.senders)
        text = f"Texts to {country} are not carried from {SENDERS[kind]}; send from {allowed}. ({rule.sources})"
        found.warn("sms_sender_country", text, f"{at}.sender")


def _check_mail_way_out(found: Findings, content: Content, at: str) -> None:
    """Where the workspace names its countries, a marketing mail leads out by itself or by our footer."""
    if not found.context.countries or found.context.has_postal_address:
        return
    lacking = [
        f"{place}.{part}"
        for place, parts in _written(content, at).items()
        for part in ("html", "text")
        if (text := getattr(parts, part)).strip() and WAY_OUT not in text
    ]
    if lacking:
        text = "A marketing mail has to say how to leave: write {{unsubscribe_url}}, or give the workspace an address."
        found.error("mail_way_out", text, lacking[0])


def _check_segments(found: Findings, body: str, at: str) -> None:
    """Each segment of a long text is an SMS that is paid for; one letter may double them."""
    counted = sms_text(written_text(body))
    if counted.segments < 2:
        return
    alphabet = "160 letters fit into one, 153 into each of several"
    if counted.wide:
        letters = " ".join(counted.wide)
        alphabet = f"70 letters fit into one, and not 160, because of {letters} (UCS-2 instead of GSM-7)"
    text = f"This text is {counted.segments} SMS, and fields may make it longer; {alphabet}."
    found.warn("sms_segments", text, at)


def _check_display(found: Findings, content: Content, at: str) -> None:
    """When and how a page shows the message, and that its link leads to a page, as far as no value is in it."""
    if content.display:
        check_choice(found, content.display, DISPLAYS, f"{at}.display", "display_unknown")
    if content.priority:
        check_choice(found, content.priority, DISPLAY_PRIORITIES, f"{at}.priority", "priority_unknown")
    if content.trigger:
        check_event(found, content.trigger, f"{at}.trigger")
    if content.expires_in and check_duration(found, content.expires_in, f"{at}.expires_in") == 0:
        found.error(
            "expires_at_once", "It would be over before anybody sees it; write 1d or the like.", f"{at}.expires_in"
        )
    if content.display == "inbox" and content.trigger:
        text = "What stands in the inbox alone waits for no event; take the trigger away, or show it as a banner."
        found.warn("trigger_unused", text, f"{at}.trigger")
    for place, parts in _written(content, at).items():
        if parts.url and "{{" not in parts.url and not is_page_link(parts.url):
            text = "A button leads to a page: write https://..., http://..., or a path of the site, such as /plans."
            found.error("link_form", text, f"{place}.url")


def _written(content: Content, at: str) -> dict[str, Content | LocalParts]:
    """What is written, by its place: the content, and what each locale says otherwise."""
    locales = {f"{at}.locales.{tag}": parts for tag, parts in content.locales.items()}
    return {at: content, **locales}
