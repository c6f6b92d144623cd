"""The message node: what is sent, on which channel, and what a refusal or a failure leads to."""

import re
from typing import Annotated, Final, Literal, get_args

from msgspec import Struct, field

from loopline.model.catalogs.lookup import Lookup
from loopline.model.channels import ChannelName
from loopline.model.choices import one_of
from loopline.model.entry.holdout import Holdout
from loopline.model.mail.files import Enclosed
from loopline.model.mail.utm import Utm
from loopline.model.nodes.node import Named
from loopline.model.push.devices import WhichDevices

RefusedPolicy = Literal["go_on", "exit", "wait"]
REFUSED_POLICIES: Final = get_args(RefusedPolicy)

NoOfferPolicy = Literal["go_on", "send", "exit"]
"""What a message does that gets no offer: the journey goes on without it, it is sent without, or the journey ends."""
NO_OFFER_POLICIES: Final = get_args(NoOfferPolicy)

Display = Literal["banner", "modal", "inbox"]
"""How a page shows an in-app message: at its edge, over it, or in the list of messages alone."""
DISPLAYS: Final = get_args(Display)

DisplayPriority = Literal["low", "normal", "high"]
DISPLAY_PRIORITIES: Final = get_args(DisplayPriority)

WITHHELD: Final = "withheld"
SIDES: Final = (WITHHELD, "sent")
"""The sides of a message's own holdout, named as arms are."""

PAGE_LINK: Final = re.compile(r"https?://[^/?#\s]+|/(?![/\\])|[?#]", re.IGNORECASE)


TemplateLanguage = Literal["handlebars", "liquid"]
"""The language in which the parts of a message are written."""
TEMPLATE_LANGUAGES: Final = get_args(TemplateLanguage)
LOCALES_MAX: Final = 100


class LocalParts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What of a message is written otherwise for people of one language; the rest is that of the next one in line."""

    subject: str = ""
    html: str = ""
    text: str = ""
    preheader: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    headers: dict[str, str] = {}
    sender: str = ""
    reply_to: str = ""


class Content(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The parts of a message as authored: templates, and the display rules of an in-app message, which are none.

    `language` "" is Handlebars. `locales` has by language tag (`pt-BR`) what is written otherwise for who reads it.
    `lookups` has by name what is looked up in catalogs and feeds before the message is rendered.

    `display` "" is a banner, `trigger` the event of the page that it waits for, `expires_in` a duration from its send
    ("": for as long as the inbox keeps it), `priority` "" is normal.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    preheader: str = ""
    title: str = ""
    body: str = ""
    url: str = ""
    payload: str = ""
    headers: dict[str, str] = {}
    sender: str = ""
    reply_to: str = ""
    method: str = ""
    display: Annotated[str, one_of(Display, or_blank=True)] = ""
    trigger: str = ""
    expires_in: str = ""
    priority: Annotated[str, one_of(DisplayPriority, or_blank=True)] = ""
    language: Annotated[str, one_of(TemplateLanguage, or_blank=True)] = ""
    locales: dict[str, LocalParts] = {}
    lookups: dict[str, Lookup] = {}


class IfFailed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What to do when the provider will not take the message: how often to try, then where to go."""

    attempts: int = 6
    then: str = "go_on"


class Message(Named, frozen=True, kw_only=True, tag="message", tag_field="kind"):
    """Send one message on one channel. `if_refused`: go_on, exit or wait (at most `wait_at_most`).

    `hold` is how long it waits first, so that a better one may overtake it; "": as its journey says.

    It says what by `content` of its own, or by a published `template`, whose parts and slots `overrides` replaces. The
    body of a mail of its own is `content.html`, or `mjml`, which is compiled once, with the brand, at the publish.

    Without `track` its links are not tracked, and nobody is told that it was opened. `utm` is what they carry. A push
    goes to all `devices` of the person, or to the `latest`, which was seen last. A mail carries `attachments`,
    published files, behind those of its template. `holdout` withholds this one message from a share of the units, and
    the others of the journey from nobody. `offer` is the id of an offer that it gives; without one, because the person
    or the budget does not allow it, `if_no_offer` says: go_on (the message is not sent), send (without it) or exit.
    """

    channel: Annotated[str, one_of(ChannelName)]
    content: Content = Content()
    mjml: str = ""
    template: str = ""
    overrides: dict[str, str] = field(default_factory=dict)
    topic: str = ""
    transactional: bool = False
    if_refused: Annotated[str, one_of(RefusedPolicy)] = "go_on"
    wait_at_most: str = "3d"
    hold: str = ""
    if_failed: IfFailed = IfFailed()
    then: str | None = None
    track: bool = True
    devices: Annotated[str, one_of(WhichDevices)] = "all"
    utm: Utm = Utm()
    attachments: tuple[Enclosed, ...] = ()
    holdout: Holdout = Holdout()
    offer: str = ""
    if_no_offer: Annotated[str, one_of(NoOfferPolicy)] = "go_on"


def is_page_link(url: str) -> bool:
    """Whether a link leads to a page: an address of the web, or a path of the site that shows it."""
    return PAGE_LINK.match(url) is not None
