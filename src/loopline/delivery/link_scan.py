"""The links of an HTML document as a browser finds them, and how their author wants each to be treated."""

from typing import Final, NamedTuple

from loopline.delivery.html_tokens import Attribute, Token, attributes, tokens
from loopline.delivery.link_targets import BLANKS, is_web_link
from loopline.delivery.short_token import SHORT

TRACK_MARK: Final = "data-loopline-track"
"""An attribute of a link; `off` leaves the link as it is written. It is taken away before the mail leaves."""

NO_TRACK_MARKS: Final = {
    "clicktracking": ("off",),  # SendGrid
    "disable-tracking": ("true", ""),  # Mailgun
    "mautic:disable-tracking": ("true", ""),
    "data-pm-no-track": ("true", ""),  # Postmark
    "ses:no-track": ("true", ""),
    "data-no-track": ("true", ""),
}
"""The same in the words of services that templates are brought along from: attributes and their values."""

UTM_MARK: Final = "data-loopline-utm"
"""An attribute of a link; `off` keeps UTM parameters from its address. It is taken away before the mail leaves."""

LINK_TAGS: Final = ("a", "area")
HEAD_TAGS: Final = frozenset(
    ("html", "head", "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "title")
)
"""What may stand before the body without opening it; `template` is passed over with all that it holds."""
LINE_BREAKS: Final = dict.fromkeys(map(ord, "\t\n\r"))
"""What browsers take from an address: blanks and controls at its ends, line breaks anywhere."""


class Own:
    """The links of a message that stay as they are: our own, and those in `keep` (unsubscribe links)."""

    def __init__(self, public_url: str, keep: tuple[str, ...] = (), link_url: str = "") -> None:
        self._keep: Final = keep
        self._own: Final = (f"{public_url}/l/", *((f"{link_url}{SHORT}",) if link_url else ()))

    def leaves(self, link: str) -> bool:
        """Whether a link is tracked: it leads to the web, and away from us."""
        return link not in self._keep and not link.startswith(self._own) and is_web_link(link)


def plain_target(href: str) -> str:
    """Where a link leads, as a browser reads it."""
    return href.strip(" ") if href.isprintable() else href.translate(LINE_BREAKS).strip(BLANKS)


class Scan(NamedTuple):
    """The addresses of a document's links, in their order, and where its body begins and ends, as offsets.

    `untracked` are those of links that their author does not want tracked, `bare` those that are to carry no UTM
    parameters, and `marks` what says so.
    """

    hrefs: list[Attribute]
    body_start: int
    body_end: int
    untracked: list[Attribute]
    marks: list[Attribute]
    bare: list[Attribute]

    def targets(self, own: Own) -> dict[str, None]:
        """The addresses that the document leads to and that are tracked, once each."""
        return dict.fromkeys(plain_target(href.value) for href in self.hrefs if own.leaves(href.value))


def scan_links(html: str) -> Scan:
    """Links as a browser finds them. A body without a tag begins where browsers put it: with what no head can hold."""
    hrefs, untracked, bare, marks = list[Attribute](), list[Attribute](), list[Attribute](), list[Attribute]()
    body_start = body_end = None
    templates = 0
    end = len(html)
    for kind, name, start, stop in tokens(html):
        if kind == "rest":
            end = start
        elif name == "template":
            templates = max(0, templates + (1 if kind == "start" else -1))
        elif templates:
            continue
        elif kind == "start":
            if name in LINK_TAGS:
                found = list(attributes(html, Token(kind, name, start, stop)))
                told = [one for one in found if one.name == UTM_MARK or _is_track_mark(one)]
                refused = any(map(_refuses_tracking, told))
                is_bare = any(one.name == UTM_MARK and one.value.strip().lower() == "off" for one in told)
                leads = [one for one in found if one.name == "href" and one.value]
                marks += told
                (untracked if refused else hrefs).extend(leads)
                bare += leads if is_bare else ()
            if body_start is None and name not in HEAD_TAGS:
                body_start = stop if name == "body" else start
        elif kind == "end":
            body_end = start if name == "body" else body_end
        elif body_start is None and kind == "text" and not html[start:stop].isspace():
            body_start = start
    begin, finish = end if body_start is None else body_start, end if body_end is None else body_end
    return Scan(hrefs, begin, finish, untracked, marks, bare)


def _is_track_mark(mark: Attribute) -> bool:
    return mark.name == TRACK_MARK or _refuses_tracking(mark)


def _refuses_tracking(mark: Attribute) -> bool:
    """Whether this attribute of a link says that its author wants it as it is."""
    value = mark.value.strip().lower()
    return value == "off" if mark.name == TRACK_MARK else value in NO_TRACK_MARKS.get(mark.name, ())
