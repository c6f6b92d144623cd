"""Mails that services get wrong first, and what must arrive of them."""

from loopline.delivery.unsubscribe import ONE_CLICK_BODY
from loopline.model.message import Dispatch, Rendered
from tests.delivery.messages import dispatch

UNSUBSCRIBE = f"<https://loop.test/u/{'t' * 120}>, <mailto:u.t@in.loop.test?subject=unsubscribe>"
FULL = Rendered(
    subject="Grüße, «Ann»\r\nBcc: eve@evil.test",
    html="<p>Käse &amp; <a href='https://loop.test/c/x'>more</a></p>",
    text="Käse & more\n",
    sender="Müller, Söhne & Co. <hello@bücher.test>",
    reply_to='"Help, Desk" <help@acme.test>, sales@bücher.test',
    headers={
        "List-Unsubscribe": UNSUBSCRIBE,
        "List-Unsubscribe-Post": ONE_CLICK_BODY,
        "X-Campaign": "Frühling",
        "X-Loopline-Message": "forged",
    },
)
"""A comma and letters of other alphabets in a name, a domain in Unicode, two addresses for replies, a line break."""


def mail(to: str = "ann@example.test", key: str = "k1", rendered: Rendered | None = None) -> Dispatch:
    """A mail to this address."""
    return dispatch(key, rendered, address=to)
