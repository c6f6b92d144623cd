"""What a provider tells us by calling our webhook: the call itself, and what it says once it is believed."""

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from loopline.model.channels import ChannelName
from loopline.model.consent.asking import WordKindSaid
from loopline.model.consent.proof import ConsentMethod
from loopline.model.message import ReceiptKind


class HookRequest(Struct, frozen=True, kw_only=True):
    """A call as it came, for signatures cover its bytes.

    `path` and `query` are still percent-encoded, names of headers are in lower case, and of a header that came twice
    the values stand behind each other with ", " between them. `by_token`: the address that was called holds the
    provider's secret token, which is all the proof that a service can give that signs nothing.
    """

    method: Literal["GET", "POST"] = "POST"
    path: str = ""
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""
    by_token: bool = False

    @property
    def target(self) -> str:
        """The path with its query. Behind our public URL it is the address that the provider called."""
        return f"{self.path}?{self.query}" if self.query else self.path


class Receipt(Struct, frozen=True, kw_only=True):
    """The fate of a message as the provider reports it.

    `message` is the key that we gave the provider. Where there is none, as in an answer by SMS, `address` says who it
    is. `id` is the provider's name for this piece of news, so that news told twice counts once; without one the kind,
    the message, the address and `at` tell two apart. `at` (ms, UTC) is 0 where the provider names no time. `machine`:
    a scanner, not a person; `proxy`: a picture proxy, so nobody knows whether the person looked. `hard_bounce`: the
    address is dead, and nothing is sent to it again.
    """

    kind: ReceiptKind
    message: str = ""
    address: str = ""
    channel: ChannelName | None = None
    at: int = 0
    id: str = ""
    reason: str = ""
    url: str = ""
    machine: bool = False
    hard_bounce: bool = False
    proxy: bool = False
    answer: WordKindSaid | None = None


class Consent(Struct, frozen=True, kw_only=True):
    """A person's statement about a channel or a topic of it: STOP, START, or a preference kept at the provider.

    The person follows from `message` or `address`, as in a Receipt. Topic "" is the whole channel. `method` and `said`
    prove it: how it came, and what the person wrote. `answer` is the word that waits for an answer of ours, as in a
    Receipt.
    """

    allowed: bool
    message: str = ""
    address: str = ""
    channel: ChannelName | None = None
    topic: str = ""
    at: int = 0
    id: str = ""
    method: ConsentMethod = "provider"
    said: str = ""
    answer: WordKindSaid | None = None


class HookChallenge(Struct, frozen=True):
    """The provider only asks whether the address is ours: this text is the answer that it waits for."""

    answer: str


class HookRefusal(Struct, frozen=True):
    """The call is not believed, or cannot be read. 401 unless the provider would take that for something else."""

    code: str
    text: str
    status: Literal[400, 401, 403, 404] = 401


Heard = Receipt | Consent


@runtime_checkable
class Preparing(Protocol):
    """A provider that has to ask its service before it can read a call: for the certificate that proves it, say."""

    async def prepare(self, request: HookRequest) -> None:
        """Awaited before `receipts` gets the same call. Goes only where the service itself is.

        Raises Unavailable where that cannot be done now, so that the service calls again.
        """
        ...
