"""The footer of a marketing mail: the postal address and the way out, where the author wrote none."""

import re
from html import escape
from typing import Final

from msgspec.structs import replace

from loopline.model.message import Sending

UNSUBSCRIBE_FIELD: Final = "unsubscribe_url"
BODY_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)


def with_footer(sending: Sending, postal_address: str, *, transactional: bool) -> Sending:
    """The content with what it lacks at its end: the address, and a link to leave.

    Only of a marketing mail, and only where the workspace has an address. A transactional mail stays as it is.
    """
    if not postal_address or transactional or sending.channel != "email":
        return sending
    content, address = sending.content, postal_address.replace("{{", "{ {").strip()
    html, text = content.html, content.text
    if html.strip():
        shown = "<br>".join(escape(line) for line in address.splitlines())
        link = "" if UNSUBSCRIBE_FIELD in html else '<a href="{{unsubscribe_url}}">Unsubscribe</a>'
        shown = "" if address in html else shown
        html = _at_end(html, "<br>".join(part for part in (shown, link) if part))
    if text.strip():
        lines = [] if address in text else [address]
        lines += [] if UNSUBSCRIBE_FIELD in text else ["Unsubscribe: {{unsubscribe_url}}"]
        text = "\n".join([text.rstrip(), "", *lines]) if lines else text
    return replace(sending, content=replace(content, html=html, text=text))


def _at_end(html: str, inside: str) -> str:
    if not inside:
        return html
    footer = f'<p style="font-size:12px;line-height:1.5;color:#595959;margin:24px 0 0">{inside}</p>'
    ends = list(BODY_END.finditer(html))
    place = ends[-1].start() if ends else len(html)
    return f"{html[:place]}{footer}{html[place:]}"
