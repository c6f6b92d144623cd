"""What mail programs do not show: a few facts of the caniemail data set of 2026-05-13 (MIT)."""

from typing import Final

from loopline.delivery.content.lint.fault import LintSeverity

FACTS_OF: Final = "2026-05-13"
UNSUPPORTED: Final = {
    "position": "Gmail, Outlook and Yahoo drop it",
    "float": "Outlook for Windows ignores it",
    "display:flex": "Outlook for Windows and the Gmail apps ignore it",
    "display:grid": "Outlook for Windows, Gmail and Yahoo ignore it",
    "background-image": "Outlook for Windows shows none; give a background colour as well",
    "box-shadow": "Outlook for Windows ignores it",
    "object-fit": "Outlook and Yahoo ignore it",
    "clip-path": "Gmail and Outlook drop it",
    "filter": "Gmail and Outlook drop it",
    "transform": "Gmail and Outlook drop it",
    "animation": "Gmail and Outlook drop it",
    "opacity": "Outlook for Windows ignores it",
    "gap": "Outlook and Yahoo ignore it",
}
"""A CSS property, or a property with its value, and what becomes of it."""

STRIPPED: Final[dict[str, LintSeverity]] = {
    "script": "error",
    "iframe": "error",
    "object": "error",
    "embed": "error",
    "link": "error",
    "form": "warning",
    "video": "warning",
    "article": "warning",
    "nav": "warning",
    "details": "warning",
}
"""Elements that mail programs take away, and whether a mail may be published with them."""

IMAGE_FORMATS: Final = (".webp", ".avif", ".svg", ".ico", ".heic")
"""Pictures that Outlook for Windows does not show."""

SHORTENERS: Final = frozenset(("bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly"))
"""Public shorteners, by which spam filters know spam."""

VAGUE: Final = frozenset(("click here", "here", "more", "read more", "learn more", "link", "this link"))
