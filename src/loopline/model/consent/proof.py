"""The proof of a word of consent: what was shown, where, to whom and how; kept with the person and in the facts."""

from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

ConsentMethod = Literal[
    "",
    "single_opt_in",
    "double_opt_in",
    "stop_word",
    "start_word",
    "one_click",
    "mail",
    "page",
    "import",
    "api",
    "operator",
    "provider",
]
"""How the word came: `one_click` by a mailbox provider (RFC 8058), `mail` by a mail to the unsubscribe address."""

METHODS: Final[tuple[ConsentMethod, ...]] = get_args(ConsentMethod)
TEXT_CHARACTERS: Final = 1_000
FORM_CHARACTERS: Final = 300
AGENT_CHARACTERS: Final = 200
NAME_CHARACTERS: Final = 100
IP_CHARACTERS: Final = 45

PROOFS_MAX: Final = 100
PROOFS_BYTES: Final = 32 * 1024
"""All proofs of one person, as stored. The facts keep each of them, so what has no room here is not lost."""


class Proof(Struct, frozen=True, gc=False, array_like=True):
    """What shows that a word was given: every part is a text as it was told, "" where nobody told it.

    `text` is what the person saw beside the box or the button, `form` the page or form where it stood, `ip` and `agent`
    those of the browser, `operator` the colleague, key or service that states it, and `language` that of the text.
    """

    method: ConsentMethod = ""
    text: str = ""
    form: str = ""
    ip: str = ""
    agent: str = ""
    operator: str = ""
    language: str = ""


class ProvedWord(Struct, frozen=True, gc=False, array_like=True):
    """A word of consent with its proof: of a channel or "channel:topic", when it was given and when received (ms)."""

    name: str
    allowed: bool
    at: int
    received_at: int
    source: str
    proof: Proof


def word_name(channel: str, topic: str) -> str:
    """What a word of consent is called: "email" where it means the whole channel, else "email:news"."""
    return f"{channel}:{topic}" if topic else channel


def bounded_proof(proof: Proof) -> Proof:
    """The proof with each part cut to its bound, so that no word, however long, has no room."""
    return replace(
        proof,
        text=_short(proof.text, TEXT_CHARACTERS),
        form=_short(proof.form, FORM_CHARACTERS),
        ip=_short(proof.ip, IP_CHARACTERS),
        agent=_short(proof.agent, AGENT_CHARACTERS),
        operator=_short(proof.operator, NAME_CHARACTERS),
        language=_short(proof.language, NAME_CHARACTERS),
    )


def method_named(text: str) -> ConsentMethod | None:
    """The method of this name; None where it is none of ours."""
    return next((method for method in METHODS if method == text), None)


def _short(text: str, most: int) -> str:
    return text[:most].encode("utf-8", "replace").decode().replace("\0", " ")
