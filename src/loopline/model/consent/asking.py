"""A yes that has to be confirmed before it counts, and words by SMS that are answered: what is said, and the keys."""

import re
from typing import Final, Literal

from loopline.model.channels import ChannelName
from loopline.model.consent.proof import Proof
from loopline.model.ids import stable_id
from loopline.model.nodes.message import Content
from loopline.model.signals.header import SignalHeader

CONFIRMABLE: Final[tuple[ChannelName, ...]] = ("email", "sms")
"""The channels by which somebody can be asked to confirm."""

CONFIRM_DAYS: Final = 14
"""Days within which a yes is to be confirmed, where the workspace names no others."""

CONFIRM_DAYS_MAX: Final = 60
CONFIRMATIONS_A_DAY: Final = 3
"""Confirmation messages to one address in 24 hours, whoever asks for them: more would let anybody annoy a stranger."""

PENDING_MAX: Final = 20
"""Words of one person that wait for their confirmation."""

CONFIRM_FIELD: Final = "confirm_url"
"""What a template of a confirmation writes where its link stands: {{confirm_url}}."""

_KEY_END: Final = ":confirm:1"
_LINK: Final = re.compile(r"\{[{%](?!!)[^}]*\b" + CONFIRM_FIELD + r"\b")


class ConsentAsked(SignalHeader, frozen=True, kw_only=True, gc=False, tag="consent_asked", array_like=True):
    """Somebody said yes for a person, by a form say; it counts when it is confirmed from the person's own address."""

    channel: ChannelName
    topic: str
    source: str = "api"
    trust: Literal["", "browser"] = ""
    proof: Proof | None = None


class ConsentConfirmed(SignalHeader, frozen=True, kw_only=True, gc=False, tag="consent_confirmed", array_like=True):
    """The link of a confirmation was used by its button: all words that wait for it are meant. `message` is its key."""

    message: str
    proof: Proof | None = None


WordKindSaid = Literal["stop", "start", "help"]


class WordSaid(SignalHeader, frozen=True, kw_only=True, gc=False, tag="word_said", array_like=True):
    """Somebody sent STOP, START or HELP from this number, and we answer: the address hears it first, and counts.

    `person` says who answers for it; `due` that the address has let it through.
    """

    word: WordKindSaid
    address: str
    person: str = ""
    due: bool = False


ANSWER_AGAIN_MS: Final = 3_600_000
"""A word from a number is answered once in this time: two programs that answer each other stop here."""


def confirmation_key(asked: str, signal: str) -> str:
    """The key of a confirmation message: `asked` names the words that wait for it, `signal` what asked for the message.

    In shape it is that of a visit to a node, so that late news find it alike.
    """
    return f"{asked}.{stable_id(signal)[:8]}{_KEY_END}"


def asked_by(message: str) -> str:
    """What a confirmation message is about, as `PendingWord.asked` names it; "" where it is no confirmation."""
    return message.removesuffix(_KEY_END).partition(".")[0] if message.endswith(_KEY_END) else ""


def unconfirming_parts(content: Content) -> tuple[str, ...]:
    """The parts of a mail from which nobody could confirm, such as "html" or "locales.de.text"; a blank mail is one.

    A text that is not written is made of the HTML, and what a language does not write is that of another one.
    """
    written = {"": content} | {f"locales.{tag}.": parts for tag, parts in content.locales.items()}
    bodies = {f"{at}{part}": getattr(one, part) for at, one in written.items() for part in ("html", "text")}
    lacking = tuple(at for at, body in bodies.items() if body.strip() and not _LINK.search(body))
    return lacking if content.html.strip() or content.text.strip() else ("html", *lacking)
