"""How often a person wants to hear from us, until when not at all, and in which language."""

from typing import Final

from msgspec import Struct

from loopline.model.consent.confirmed import ConfirmedFrom
from loopline.model.consent.proof import Proof, ProvedWord
from loopline.model.signals.header import SignalHeader

WEEK_DAYS: Final = 7
AT_MOST_MAX: Final = 50
LANGUAGE_CHARACTERS: Final = 35
PAUSE_DAYS_MAX: Final = 366


class Wishes(Struct, frozen=True, gc=False, array_like=True):
    """What a person chose beside yes and no. `at_most` messages in seven days, 0: as many as come.

    Until `paused_until` (ms, 0: no pause) no marketing leaves. `language` is a BCP 47 tag, "" where none was chosen.
    `at` is when it was said (ms).
    """

    at_most: int = 0
    paused_until: int = 0
    language: str = ""
    at: int = 0


class PendingWord(Struct, frozen=True, gc=False, array_like=True):
    """A yes that waits for its confirmation by `address`: until `expires_at` (ms; 0: that time is over).

    `asked` names what its messages and links are about; all words that were said together share it. One that nobody
    confirmed stays without its proof, so that it is not taken for a person who was never asked.
    """

    at: int
    expires_at: int
    asked: str
    source: str
    proof: Proof
    address: str = ""


class ConsentRecord(Struct, frozen=True, gc=False, array_like=True):
    """Of a person: the proofs of their words in the order in which they came, wishes, and words not confirmed yet.

    `confirmed` says by word from which addresses it was confirmed; a yes holds for those alone.
    """

    proofs: tuple[ProvedWord, ...] = ()
    wishes: Wishes = Wishes()
    pending: dict[str, PendingWord] | None = None
    confirmed: dict[str, ConfirmedFrom] | None = None


class PreferencesChanged(SignalHeader, frozen=True, kw_only=True, gc=False, tag="preferences", array_like=True):
    """A person chose how often, from when on, and in which language; None leaves what was chosen before."""

    at_most: int | None = None
    paused_until: int | None = None
    language: str | None = None
    source: str = "page"
    proof: Proof | None = None


NO_RECORD: Final = ConsentRecord()
