"""A template for one person before it is published: shown as it would leave, and sent to an address of one's own."""

from asyncio import to_thread
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from loopline.decisions.documents.read import read_document
from loopline.delivery.content.compose import compose_template
from loopline.delivery.content.house_blocks import HOUSE_BLOCKS
from loopline.delivery.content.lint.programs import program_checks
from loopline.delivery.content.lint.structure import ATTRIBUTES, FORBIDDEN, PARENTS
from loopline.delivery.email.footer import with_footer
from loopline.delivery.email.text import text_of_html
from loopline.delivery.redact import UNSUBSCRIBE_ANCHOR
from loopline.delivery.tracking import add_tracking
from loopline.model.channels import CHANNELS, ChannelName, parse_channel
from loopline.model.content.documents import Template
from loopline.model.errors import Invalid, Missing
from loopline.model.ids import shown_id
from loopline.model.language.tags import languages_of, read_tag
from loopline.model.mail.attachment import Attachment
from loopline.model.mail.mailbox import plain_address
from loopline.model.message import Outgoing, Refusal, Rendered, Sending
from loopline.model.nodes.message import Content
from loopline.model.sms.number import e164
from loopline.studio.content import schemas as shape
from loopline.studio.context import StudioContext
from loopline.studio.names import stored_key
from loopline.studio.pictures import with_kept_pictures
from loopline.studio.providers.desk import ProviderDesk
from loopline.studio.providers.tried import answer_of

Plain = dict[str, Any]  # JSON of the customer's own shape
MARK: Final = "[Test] "
"""What the subject of a test begins with, so that nobody takes it for the mail itself."""

ELEMENTS: Final = shape.MailElements(
    tuple(
        shape.MailElement(name, tuple(one for one in parents if one), tuple(sorted(ATTRIBUTES.get(name, ()))))
        for name, parents in sorted(PARENTS.items())
        if name not in FORBIDDEN
    ),
    tuple(shape.ShippedBlock(one.id, one.name, one.source, one.params) for one in HOUSE_BLOCKS.values()),
)


class ContentPreviews:
    """Safe from any thread, but for the one that sends, a coroutine of the app's event loop."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx = ctx

    def preview(self, body: shape.ContentPreviewBody) -> shape.ContentPreview:
        """The message that this person would get, with the preheader and the footer that it leaves with.

        Raises Invalid where the template cannot be composed, Missing `person_unknown`.
        """
        template, shown, attachments = self._shown(body)
        if isinstance(shown, Refusal):
            return shape.ContentPreview(code=shown.code, reason=shown.reason)
        is_mail = template.channel == "email" and bool(shown.html)
        return shape.ContentPreview(
            subject=shown.subject,
            preheader=shown.preheader,
            html=with_kept_pictures(shown.html, attachments, self._ctx.studio_store),
            text=shown.text or (text_of_html(shown.html) if shown.html else ""),
            body=shown.body,
            title=shown.title,
            html_bytes=len(shown.html.encode()),
            locale=shown.locale,
            checks=program_checks(shown.html) if is_mail else (),
        )

    async def test_send(self, body: shape.TestSendBody, desk: ProviderDesk) -> shape.TestSendAnswer:
        """Send it to an address as this person would get it, and say what the provider answered.

        Nothing of it is kept: no link is tracked, no cap counts it, and no figure has it. Raises Invalid
        `test_address`, `test_channel`, and what the engine refused, Missing `person_unknown`.
        """
        template, shown, attachments = await to_thread(self._shown, body)
        channel = _channel(template)
        to = _address(body.to.strip(), channel)
        if isinstance(shown, Refusal):
            raise Invalid(shown.code, shown.reason, at="document")
        subject = f"{MARK}{shown.subject}" if shown.subject else ""
        parts = replace(shown, subject=subject, sender=shown.sender or self._ctx.published().workspace.sender)
        carried = await desk.carry(channel, parts, to, attachments)
        if carried is None:
            return shape.TestSendAnswer("sandbox", reason="No provider carries this channel, so nothing left.")
        name, said = carried[0], answer_of(carried[1])
        return shape.TestSendAnswer(said.result, name, said.code, said.reason, said.provider_id)

    def _shown(self, body: shape.ContentPreviewBody) -> tuple[Template, Rendered | Refusal, tuple[Attachment, ...]]:
        template = read_document(bytes(body.document))
        if not isinstance(template, Template):
            raise Invalid("document_kind", "Send a template: nothing else has a preview here.", at="kind")
        context = self._context(body)
        pinned = compose_template(template, body.overrides, self._ctx.published().content)
        content, attachments = self._as_sent(template, pinned.content), pinned.attachments
        rendered = self._ctx.engine.render(content, [{**context, "unsubscribe_url": UNSUBSCRIBE_ANCHOR}])[0]
        if isinstance(rendered, Refusal) or not rendered.html:
            return template, rendered, attachments
        outgoing = Outgoing(
            key="preview", person="", channel="email", address="", content=content, context={}, track=False
        )
        shown = add_tracking(outgoing, rendered, self._ctx.signer, UNSUBSCRIBE_ANCHOR, transactional=True)
        return template, shown, attachments

    def _as_sent(self, template: Template, content: Content) -> Content:
        if template.channel != "email":
            return content
        workspace = self._ctx.published().workspace
        sending = Sending(channel="email", content=content)
        address, language = workspace.postal_address, workspace.language
        return with_footer(sending, address, language, transactional=template.transactional).content

    def _context(self, body: shape.ContentPreviewBody) -> Plain:
        """What the template may read, as a journey gives it: of a real person, or of an invented one."""
        traits, about, account = self._person(body.of) if body.of else (body.person, {}, {})
        given = traits.get("person") if not body.of else None
        about = {**(given if isinstance(given, Mapping) else {}), **about}
        wanted = read_tag(body.locale)
        languages = (wanted,) if wanted else languages_of(traits, self._ctx.published().workspace.language)
        if languages:
            about["languages"] = languages
        made: Plain = {name: body.person[name] for name in ("event", "entry", "offer", "data") if name in body.person}
        return {
            "event": {},
            "entry": {},
            **({"account": account} if body.of else {}),
            **traits,
            **made,
            "person": about,
        }

    def _person(self, name: str) -> tuple[Plain, Plain, Plain]:
        key = stored_key(name)
        found = self._ctx.people.get([key]).get(key)
        if found is None:
            raise Missing("person_unknown", f'Nothing is known of "{name[:64]}"; look the id up with the search.')
        account = ({"id": shown_id(found.account)} if found.account else {}) | (found.account_traits or {})
        return dict(found.traits), {"id": found.key, "zone": found.zone}, account


def _channel(template: Template) -> ChannelName:
    channel = parse_channel(template.channel)
    if channel not in ("email", "sms", "whatsapp"):
        text = "A test goes to an address of yours: by e-mail, SMS or WhatsApp."
        raise Invalid("test_channel", text, at="document.channel")
    return channel


def _address(text: str, channel: ChannelName) -> str:
    found = e164(text) if CHANNELS[channel].phone else plain_address(text)
    if not found:
        wish = "+4915112345678" if CHANNELS[channel].phone else "you@example.com"
        raise Invalid("test_address", f"Say where the test message goes, such as {wish}.", at="to")
    return found
