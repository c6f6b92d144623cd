"""WhatsApp by Meta's Cloud API: one call a message; news comes signed, and names our key."""

import hmac
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, Final, Self
from urllib.parse import parse_qs

from msgspec import json
from msgspec.structs import replace

from loopline.model.channels import ChannelName
from loopline.model.hook import Heard, HookChallenge, HookRefusal, HookRequest
from loopline.model.message import Dispatch, Outcome, Refused
from loopline.ports import Tools
from loopline.providers.http_client import Answer
from loopline.providers.sms.http_sms import HttpSms, Post, SmsLine, decoded, read_line
from loopline.providers.url import ProviderUrl
from loopline.providers.whatsapp.approved import cloud_template, read_approved
from loopline.providers.whatsapp.cloud_faults import cloud_outcome
from loopline.providers.whatsapp.cloud_news import CloudCall, cloud_news

EXAMPLE: Final = (
    "whatsapp://:TOKEN@graph.facebook.com?number=PHONE_NUMBER_ID&app_secret=SECRET&verify=WORD"
    "&version=v24.0&connections=10&timeout=15"
)
HOST: Final = "graph.facebook.com"
NUMBER_ID: Final = re.compile(r"[0-9]{5,20}")
VERSION: Final = re.compile(r"v[0-9]{2,3}\.[0-9]")
KEY_CHARACTERS_MAX: Final = 512
QUERY_CHARACTERS_MAX: Final = 2_000
UNSIGNED: Final = HookRefusal("signature_invalid", "The call is not signed with this app's secret.")


class Whatsapp(HttpSms):
    """It knows no idempotency key and finds no message by ours. A webhook comes for days, until it gets its 200."""

    name = "whatsapp"
    title = "WhatsApp"
    channels: frozenset[ChannelName] = frozenset({"whatsapp"})
    text_characters_max = 4_096
    example = EXAMPLE
    unknown_means = "no answer after the request, or a 5xx: WhatsApp drops no second message and finds none by our key"

    def __init__(
        self,
        token: str,
        number: str,
        *,
        now_ms: Callable[[], int],
        app_secret: str = "",
        verify: str = "",
        version: str = "v24.0",
        line: SmsLine = SmsLine(address=f"https://{HOST}"),  # noqa: B008 - frozen
    ) -> None:
        super().__init__(line)
        self._now_ms, self._app_secret, self._verify = now_ms, app_secret, verify
        self._url = f"{line.address}/{version}/{number}/messages"
        self._headers = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")]

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        """Options: `number` (the id of our number, as the app's page shows it), `app_secret`, without which no webhook
        is believed, `verify`, the word that the app's page asks for, `version` of the API, `connections`, `timeout` in
        seconds.
        """
        given = ProviderUrl(url, EXAMPLE)
        number, version = given.text("number"), given.text("version", "v24.0")
        if given.login or not given.password or not NUMBER_ID.fullmatch(number) or not VERSION.fullmatch(version):
            raise given.wrong()
        made = cls(
            given.password,
            number,
            now_ms=tools.clock.now,
            app_secret=given.text("app_secret"),
            verify=given.text("verify"),
            version=version,
            line=read_line(given, HOST, allow_private=tools.allow_private),
        )
        given.done()
        return made

    async def _one(self, dispatch: Dispatch) -> Outcome:
        payload = dispatch.rendered.payload
        if payload.strip():
            template = read_approved(payload)
            if isinstance(template, str):
                return Refused("whatsapp_template_invalid", f"WhatsApp would not take it: {template}; correct it.")
            dispatch = replace(dispatch, rendered=replace(dispatch.rendered, body=""))  # it is no part of the call
        return await super()._one(dispatch)

    def _post(self, dispatch: Dispatch) -> Post:
        fields: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": dispatch.outgoing.address,
        }
        template = read_approved(dispatch.rendered.payload) if dispatch.rendered.payload.strip() else ""
        if isinstance(template, str):
            fields |= {"type": "text", "text": {"body": dispatch.rendered.body, "preview_url": True}}
        else:
            fields |= {"type": "template", "template": cloud_template(template)}
        if len(dispatch.outgoing.key) <= KEY_CHARACTERS_MAX:
            fields["biz_opaque_callback_data"] = dispatch.outgoing.key
        return Post(self._url, self._headers, json.encode(fields))

    def _outcome(self, answer: Answer) -> Outcome:
        return cloud_outcome(answer, self._now_ms())

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        """The fate of messages and what people wrote; by GET, the question whether the address is ours."""
        if request.method == "GET":
            return self._challenged(request.query)
        given = request.headers.get("x-hub-signature-256", "")
        if not is_meta_signed(self._app_secret, given, request.body):
            return UNSIGNED
        told = decoded(request.body, CloudCall)
        if told is None or told.object != "whatsapp_business_account":
            return HookRefusal("whatsapp_body", "The call holds no news as WhatsApp writes it.", 400)
        return cloud_news(told)

    def _challenged(self, query: str) -> HookChallenge | HookRefusal:
        asked = parse_qs(query[:QUERY_CHARACTERS_MAX])
        word, challenge = asked.get("hub.verify_token", [""])[0], asked.get("hub.challenge", [""])[0]
        if self._verify and challenge and hmac.compare_digest(word.encode(), self._verify.encode()):
            return HookChallenge(challenge)
        text = "The word to verify with is not the `verify` of the provider's URL."
        return HookRefusal("whatsapp_verify", text, 403)


def is_meta_signed(app_secret: str, signature: str, body: bytes) -> bool:
    """Whether this is `sha256=` with the HMAC of the body, in hexadecimal digits, by the app's secret."""
    made = f"sha256={hmac.new(app_secret.encode(), body, sha256).hexdigest()}"
    return bool(app_secret) and hmac.compare_digest(made.encode(), signature.encode("utf-8", "replace"))
