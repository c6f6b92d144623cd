"""A provider that exists in tests alone: SMS by pigeon, with signed webhooks. The example of the guide in full."""

import hmac
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import parse_qsl

import msgspec

from loopline.model.channels import ChannelName
from loopline.model.hook import Consent, Heard, HookChallenge, HookRefusal, HookRequest, Receipt
from loopline.model.message import Accepted, Deferred, Dispatch, Outcome, Refused, Rendered, Unknown, UnknownPolicy
from loopline.ports import Tools
from loopline.providers.url import ProviderUrl
from tests.delivery.messages import dispatch
from tests.providers.stand import MakeStand, Stand, tools

EXAMPLE = "pigeon://:SECRET@LOFT"
SIGNATURE = "x-pigeon-signature"
UNSIGNED = HookRefusal("signature_invalid", "The call is not signed with the secret of this loft.")
WORDS = {"STOP": False, "START": True}


class Loft:
    """Where the pigeons live; the end of a number says what becomes of a message."""

    def __init__(self) -> None:
        self.flown: dict[str, str] = {}

    def fly(self, dispatch: Dispatch) -> Outcome:
        """One pigeon."""
        out = dispatch.outgoing
        match out.address[-1:]:
            case "1":
                return Deferred("pigeon_rain", "It rains.")
            case "2":
                return Refused("pigeon_unknown", "There is no such loft.", hard_bounce=True)
            case "3":
                return Unknown("The pigeon has not come back.")
            case _:
                self.flown[out.key] = dispatch.rendered.body
                return Accepted(f"p-{out.key}")


LOFTS: dict[str, Loft] = {}


class Pigeon:
    """Refuses what a pigeon cannot carry, and believes only what is signed."""

    name = "pigeon"
    channels: frozenset[ChannelName] = frozenset({"sms"})
    unknown_policy: UnknownPolicy = "hold"
    example = EXAMPLE
    unknown_means = "a pigeon that has not come back"

    def __init__(self, secret: str, loft: Loft) -> None:
        self._secret, self._loft = secret.encode(), loft

    @classmethod
    def from_url(cls, url: str, tools: Tools) -> Self:
        given = ProviderUrl(url, EXAMPLE)
        if not given.password or not given.host:
            raise given.wrong()
        given.done()
        return cls(given.password, LOFTS.setdefault(given.host, Loft()))

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, batch: Sequence[Dispatch]) -> list[Outcome]:
        return [self._loft.fly(one) for one in batch]

    async def ask(self, key: str) -> Outcome:
        return Unknown("Nobody asks a pigeon.")

    def receipts(self, request: HookRequest) -> Sequence[Heard] | HookChallenge | HookRefusal:
        if request.method == "GET":
            said = dict(parse_qsl(request.query))
            known = hmac.compare_digest(said.get("token", "").encode(), self._secret)
            return HookChallenge(said.get("challenge", "")) if known else UNSIGNED
        if not hmac.compare_digest(request.headers.get(SIGNATURE, "").encode(), sign(self._secret, request.body)):
            return UNSIGNED
        try:
            events = msgspec.json.decode(request.body, type=list[dict[str, Any]])
        except (msgspec.MsgspecError, RecursionError):
            return HookRefusal("pigeon_body", "The call is no list of events.", 400)
        return [heard for event in events for heard in _heard(event)]


def _heard(event: dict[str, Any]) -> list[Heard]:
    """What one event tells; a kind that is not known yet tells nothing."""
    identity, at = str(event.get("id", "")), event.get("at", 0)
    at = at if isinstance(at, int) else 0
    match event:
        case {"event": "landed", "key": str(key)}:
            return [Receipt(kind="delivered", message=key, at=at, id=identity)]
        case {"event": "lost", "key": str(key), "address": str(address)}:
            reason = "no such loft"
            return [Receipt(kind="bounced", message=key, address=address, at=at, reason=reason, hard_bounce=True)]
        case {"event": "angry", "key": str(key), "address": str(address)}:
            return [Receipt(kind="complained", message=key, address=address, at=at)]
        case {"event": "answer", "from": str(address), "text": str(text)}:
            heard: list[Heard] = [Receipt(kind="replied", address=address, at=at, id=identity, reason=text)]
            allowed = WORDS.get(text.strip().upper())
            if allowed is not None:
                heard.append(Consent(allowed=allowed, address=address, at=at, id=identity))
            return heard
        case _:
            return []


def sign(secret: bytes, body: bytes) -> bytes:
    """The signature that a loft puts on its calls."""
    return hmac.new(secret, body, "sha256").hexdigest().encode()


def call(secret: str, *events: dict[str, Any]) -> HookRequest:
    """A signed call with these events."""
    body = msgspec.json.encode(events)
    return HookRequest(path="/hooks/pigeon", headers={SIGNATURE: sign(secret.encode(), body).decode()}, body=body)


@asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    LOFTS["contract"] = loft = Loft()

    def to(fate: str, key: str) -> Dispatch:
        number = {"accept": "+490", "defer": "+491", "refuse": "+492", "lose": "+493"}[fate]
        return dispatch(key, Rendered(body="Coo"), channel="sms", address=number)

    yield Stand(
        Pigeon.from_url("pigeon://:coo@contract", tools()),
        to,
        lambda: list(loft.flown),
        delivered=lambda key: call("coo", {"event": "landed", "key": key, "id": f"e-{key}"}),
    )


STAND: MakeStand = stand
