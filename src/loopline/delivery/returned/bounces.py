"""A bounce, read: delivery reports by their fields (RFC 3464), everything else by its words and those who know them."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Final, Literal

from flufl.bounce import all_failures
from msgspec import Struct

from loopline.delivery.email.blame import Blame, blame, enhanced_code
from loopline.delivery.returned.parts import STATUS, blocks_of, field_of, own_parts, words_in

Fate = Literal["hard", "soft", "delayed", "delivered", "none"]
"""`hard`: the address is dead. `soft`: it bounced, and nobody says that. `none`: this is no bounce."""

REASON_CHARACTERS_MAX: Final = 500
FORM_BYTES_MAX: Final = 48 * 1_024
ORDER: Final[tuple[Fate, ...]] = ("soft", "hard", "delayed", "delivered", "none")
"""Of several recipients, as of a list: the address is dead only when all that failed were."""
ACTIONS: Final[dict[str, Fate]] = {"delayed": "delayed", "delivered": "delivered", "relayed": "delivered"}
REPLY: Final = re.compile(r"(?<![\d.:/-])#?([45]\d\d)[ -]+(?=\S)")
DETAIL: Final = re.compile(r"(?<![\d.])#?([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
FIELDS: Final = re.compile(r"^\s{0,4}(action|status|diagnostic-code)\s*:[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
DAEMON: Final = re.compile(
    r"mailer-?daemon|\bpostmaster\b|mail delivery|delivery (sub)?system|mail ?system|internet mail delivery|"
    r"delivery service|maildaemon|mta-?admin|bounce-?handler|mail-?router|symantec|\bmdaemon\b",
    re.IGNORECASE,
)
SUBJECT: Final = re.compile(
    r"undeliver|un?deliverable|delivery (status|failure|report|problem|notification|attempts)|"
    r"returned? (mail|to sender)|"
    r"mail (delivery|system error|could not)|failure notice|non-?deliver|could not be delivered|not delivered|"
    r"message (status|rejected|failed)|rejected:|nichtzustellbar|unzustellbar|zustellung|zustell|fehlgeschlagen|"
    r"[ée]chec|non remis|no se (ha podido|pudo) entregar|no entregado|devuelto|falha na entrega|n[aã]o entregue|"
    r"mancato recapito|impossibile recapitare|niet (worden )?(bezorgd|bestelbaar)|onbestelbaar|недостав|не доставлен|"
    r"недоставленное|配信不能|配信できません|返信不能|送信できません|退信|无法投递|delivery has failed",
    re.IGNORECASE,
)
DELAY: Final = re.compile(
    r"(will|shall) (continue|keep|be re-?tr)(ed| to try| trying|ing)?|"
    r"has been delayed|delivery (is|was) delayed|\(delay(ed)?\)|not yet been delivered|still being (tried|attempted)|"
    r"warning message only|do not need to resend|no action is required on your part|message delayed|"
    r"delivery (status notification )?\(?delay|wird weiter versucht|verzögert|retard[ée]|se seguir[aá] intentando|"
    r"отложен|遅延|will be retried|(to retry|retrying) for",
    re.IGNORECASE,
)
GIVEN_UP: Final = re.compile(
    r"giv(en|ing) up|gave up|permanent|could not be delivered (for|within)|expired|last error|too long", re.IGNORECASE
)


class Bounce(Struct, frozen=True):
    """The fate that a mail reports, and the words of the server that decided it."""

    fate: Fate
    reason: str = ""


NO_BOUNCE: Final = Bounce("none")


def bounce_of(message: "Message[str, str]") -> Bounce:
    """What a mail says of the one it returns; `none` when it returns nothing."""
    words = words_in(message)
    told = [
        bounce for part in own_parts(message) if part.get_content_type() in STATUS for bounce in _fates(part, words)
    ]
    if not told and len(FIELDS.findall(words)) > 1:
        told = [_of_fields(*_flat_fields(words), words)]
    if told:
        fates = {one.fate for one in told}
        fate = next(one for one in ORDER if one in fates)
        return next(one for one in told if one.fate == fate)
    return _of_words(message, words)


def _fates(part: "Message[str, str]", words: str) -> list[Bounce]:
    found = []
    for block in blocks_of(part):
        if action := field_of(block, "action").lower():
            found.append(_of_fields(action, field_of(block, "status"), field_of(block, "diagnostic-code"), words))
    return found


def _flat_fields(words: str) -> tuple[str, str, str]:
    found: dict[str, str] = {}
    for name, value in FIELDS.findall(words):
        found.setdefault(name.lower(), value.strip())
    return found.get("action", "failed").lower(), found.get("status", ""), found.get("diagnostic-code", "")


def _of_fields(action: str, status: str, diagnostic: str, words: str) -> Bounce:
    """By the server's own words where the report has them: a status is often vague where they are not."""
    action = action.split()[0] if action else ""
    said = diagnostic.partition(";")[2].strip() if ";" in diagnostic[:40] else diagnostic
    if action in ACTIONS:
        return Bounce(ACTIONS[action], said[:REASON_CHARACTERS_MAX])
    if action != "failed":
        return NO_BOUNCE
    vague = DETAIL.search(status)
    about = _blamed(said, vague.group(1) if vague else "")
    if about in ("unclear", "busy") and (not said or about == "unclear"):
        about = _blamed(words, vague.group(1) if vague else "")
    reason = said or " ".join(words.split()) or status
    return Bounce("hard" if about == "dead" else "soft", reason[:REASON_CHARACTERS_MAX])


def _blamed(said: str, status: str) -> Blame:
    """What these words blame; the status counts where they have no code of their own."""
    reply = REPLY.search(said)
    rest = said[reply.end() :] if reply else said
    inner = DETAIL.search(rest[:120]) if reply else None
    detail = enhanced_code(rest) or enhanced_code(said) or (inner.group(1) if inner else "") or status
    return blame(int(reply.group(1)) if reply else 0, detail, said)


def _of_words(message: "Message[str, str]", words: str) -> Bounce:
    """A mail that is no report: a bounce only when a daemon sent it, or when it has the form of one."""
    temporary, permanent = _known_forms(message)
    sender, subject = field_of(message, "from"), field_of(message, "subject")
    is_bounce = temporary or permanent or message.get("x-failed-recipients") is not None
    if not (is_bounce or DAEMON.search(sender) or SUBJECT.search(_decoded(subject))):
        return NO_BOUNCE
    about = _blamed(words, "")
    if (detail := DETAIL.search(words)) and about == "unclear":
        about = _blamed(words, detail.group(1))
    reason = _reason(words)
    if DELAY.search(subject + "\n" + words) and not GIVEN_UP.search(words) and not (about == "dead" and permanent):
        return Bounce("delayed", reason)
    return Bounce("hard" if about == "dead" else "soft", reason)


def _known_forms(message: "Message[str, str]") -> tuple[bool, bool]:
    """Whether a form is known in which servers report; temporary, permanent. What cannot be read has none."""
    try:
        temporary, permanent = all_failures(message_from_bytes(message.as_bytes()[:FORM_BYTES_MAX]))
    except Exception:  # its detectors expect mails that are whole
        return False, False
    return bool(temporary), bool(permanent)


def _decoded(subject: str) -> str:
    try:
        return str(make_header(decode_header(subject)))
    except (ValueError, LookupError):
        return subject


def _reason(words: str) -> str:
    """The words around the server's answer, else the beginning."""
    found = REPLY.search(words) or DETAIL.search(words)
    start = found.start() if found else 0
    return " ".join(words[start : start + 2 * REASON_CHARACTERS_MAX].split())[:REASON_CHARACTERS_MAX]
