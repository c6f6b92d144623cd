"""What is known of an address: its own record, and the copy that each person who has it holds."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from msgspec import Struct

SuppressionReason = Literal["bounced", "complained", "manual"]
"""Why nothing at all is sent to an address; `manual`: an operator said so."""

SUPPRESSION_REASONS: Final[tuple[SuppressionReason, ...]] = ("bounced", "complained", "manual")
UNSUBSCRIBED: Final = "unsubscribed"
"""The word that refuses marketing; `unsubscribed:TOPIC` refuses one topic."""

EVERY_WORD: Final = "*"
"""In the place of a word: all that was said so far."""

MEMBERS_MAX: Final = 1_000
MEMBERS_CHARACTERS: Final = 64 * 1024
"""So many people with one address hear of its words, those first who had it first. CROWDED refuses whoever comes later;
but whom only a browser named makes room, the newest first, for whom a server named or who confirmed from there."""

CROWDED: Final = "crowded"
WORDS_MAX: Final = 100
"""Words of one address; a topic beyond them is refused with its whole channel."""

NOTE_CHARACTERS_MAX: Final = 300


class AddressWord(Struct, frozen=True, gc=False, array_like=True):
    """What was said of an address last, at `at` (ms); `since` is when this was said first, `by` says by whom."""

    allowed: bool
    at: int
    since: int = 0
    by: str = ""
    note: str = ""


Words = Mapping[str, AddressWord]
NO_WORDS: Final[Words] = {}


class HeldAddress(Struct, frozen=True, gc=False, array_like=True):
    """An address that a person has or had lately, with what the address told: `version` rises with each word.

    `asked_at` is when the person asked and got no answer yet (ms); 0: the address has answered.
    """

    key: str
    asked_at: int = 0
    words: dict[str, AddressWord] | None = None
    version: int = 0
    lifted_at: int = 0

    def refuses(self, word: str) -> bool:
        """Whether this word stands against it now."""
        found = (self.words or NO_WORDS).get(word)
        return found is not None and not found.allowed


class Address(Struct, frozen=True, gc=False, array_like=True):
    """An address: who has it, and what was said of it. An operator's lift ends all that was said before `lifted_at`.

    `confirmations` are the times (ms) at which it was last sent a link to confirm a yes, so that it gets few of them,
    `answered` those of the last answers to its words by SMS. `guests` are the members whom only a browser named.
    `is_forgotten`: the last who had it was forgotten, so it is stored without its letters, for what it refused.
    """

    awaits: ClassVar[tuple[()]] = ()
    merged_into: ClassVar[str] = ""
    key: str
    members: tuple[str, ...] = ()
    words: dict[str, AddressWord] | None = None
    version: int = 0
    lifted_at: int = 0
    confirmations: tuple[int, ...] = ()
    answered: dict[str, int] | None = None
    guests: tuple[str, ...] = ()
    is_forgotten: bool = False

    def wake_at(self) -> None:
        """It waits for no time."""
        return


def refusal_word(topic: str) -> str:
    """The word by which a topic ("": the whole channel) is refused."""
    return f"{UNSUBSCRIBED}:{topic}" if topic else UNSUBSCRIBED


def with_word(words: Words, name: str, word: AddressWord, lifted_at: int = 0) -> Words:
    """The words after this one; the same object where it is older than what is known, or says nothing new.

    Of two words of one moment the refusal holds. A refusal from before the last lift is lifted with the others.
    """
    known = words.get(name)
    if not word.allowed and word.at < lifted_at:
        return words
    if known is None:
        if len(words) >= WORDS_MAX and ":" in name:
            return words if word.allowed else with_word(words, UNSUBSCRIBED, word, lifted_at)
        return {**words, name: AddressWord(word.allowed, word.at, word.at, word.by, word.note)}
    if word.at < known.at or (word.at == known.at and (word.allowed or not known.allowed)):
        return words
    if word.allowed is known.allowed:
        return {**words, name: AddressWord(known.allowed, word.at, known.since, known.by, known.note)}
    return {**words, name: AddressWord(word.allowed, word.at, word.at, word.by, word.note)}


def lifted(words: Words, at: int) -> Words:
    """The words after a lift at this time (ms): only what was said later stands."""
    return {name: word for name, word in words.items() if word.at > at}


def refusals(words: Words) -> dict[str, AddressWord]:
    """The words that stand against an address."""
    return {name: word for name, word in words.items() if not word.allowed}
