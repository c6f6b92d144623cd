"""UTM parameters on the links of a message, where a link does not carry them already."""

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import quote, unquote_plus

from loopline.model.mail.utm import FIELD, Utm

PARAMETERS: Final = ("source", "medium", "campaign", "content", "term")
LINK_CHARACTERS_MAX: Final = 6_000
"""A link that is longer stays as it is: with more it might not come back through a tracked link."""


def merged(own: Utm, workspace: Utm) -> Utm:
    """A message's parameters: its own, and the workspace's where it says none."""
    if not own.add:
        return Utm(add=False)
    said = {name: getattr(own, name) or getattr(workspace, name) for name in PARAMETERS}
    return Utm(**said)


def utm_parameters(utm: Utm, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Names and values in the order in which they are written; one whose value comes out empty is left out."""
    if not utm.add:
        return ()
    filled = {name: FIELD.sub(lambda found: fields.get(found[1], ""), getattr(utm, name)) for name in PARAMETERS}
    return tuple((f"utm_{name}", value.strip()) for name, value in filled.items() if value.strip())


def tagged(link: str, parameters: Iterable[tuple[str, str]]) -> str:
    """The link with these parameters behind its query and before its fragment; those that it carries stay its own.

    Every other byte stays as it was.
    """
    address, sharp, fragment = link.partition("#")
    path, mark, query = address.partition("?")
    carried = {unquote_plus(part.partition("=")[0]).lower() for part in re.split("[&;]", query)}
    more = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters if name not in carried)
    if not more or len(link) + len(more) > LINK_CHARACTERS_MAX:
        return link
    joint = "" if mark and (not query or query.endswith("&")) else "&" if mark else "?"
    return f"{path}{mark}{query}{joint}{more}{sharp}{fragment}"
