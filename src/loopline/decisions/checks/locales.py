"""Checks of what a message says in other languages: its tags, its parts, and what falls back on another language."""

from typing import Final

import msgspec

from loopline.decisions.checks.findings import Findings
from loopline.decisions.checks.request import check_address, check_headers, check_mail
from loopline.decisions.checks.values import check_choice, check_tag
from loopline.model.channels import Channel
from loopline.model.language.tags import wider_tags
from loopline.model.nodes.message import LOCALES_MAX, TEMPLATE_LANGUAGES, Content, LocalParts

READ: Final = ("subject", "html", "text", "preheader", "title", "body")
"""The parts that people read, so that another language there is noticed."""


def check_languages(found: Findings, channel: Channel, content: Content, at: str) -> None:
    """The language of the templates, and every locale of the message."""
    if content.language:
        check_choice(found, content.language, TEMPLATE_LANGUAGES, f"{at}.language", "template_language_unknown")
    if len(content.locales) > LOCALES_MAX:
        text = f"A message has at most {LOCALES_MAX} locales; this one has {len(content.locales)}."
        found.error("locales_too_many", text, f"{at}.locales")
    for tag, parts in content.locales.items():
        place = f"{at}.locales.{tag}"
        check_tag(found, tag or "?", place)
        check = check_mail if channel.tracked else _check_headers
        check(found, parts, place)
        if channel.address_source == "content" and parts.url.strip():
            check_address(found, parts.url, f"{place}.url")
        for field in msgspec.structs.fields(parts):
            if getattr(parts, field.name) and field.name not in channel.parts_allowed:
                text = f"A message by {channel.name} does not use {field.name}; it uses what its own content uses."
                found.warn("content_unused", text, f"{place}.{field.name}")
            elif field.type is str and (written := getattr(parts, field.name)) and not written.strip():
                text = f"People who read {tag} would get a blank {field.name}; write it, or leave the field out."
                found.error("locale_part_blank", text, f"{place}.{field.name}")
        _check_whole(found, content, tag, place)


def _check_headers(found: Findings, parts: LocalParts, at: str) -> None:
    check_headers(found, parts.headers, f"{at}.headers")


def _check_whole(found: Findings, content: Content, tag: str, at: str) -> None:
    """Each part that people read is there in this language, be it for all its countries."""
    near = [content.locales[one] for one in wider_tags(tag) if one in content.locales] or [LocalParts()]
    lacking = [part for part in READ if getattr(content, part) and not any(getattr(one, part) for one in near)]
    if lacking:
        text = (
            f"People who read {tag} get {', '.join(lacking)} in another language: that of the workspace where the "
            "message has it, else as it stands in content."
        )
        found.warn("locale_part_missing", text, f"{at}.{lacking[0]}")
