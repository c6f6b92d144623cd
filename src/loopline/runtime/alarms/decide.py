"""The decision what operators are told: which troubles have begun or ended since they heard of us last. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from loopline.model.duration import HOUR, MINUTE

SETTLED_MS: Final = 20_000
"""A trouble is told once it has been there for so long: a step that fails and goes well the next time is none."""

CALM_MS: Final = 5 * MINUTE
"""It has ended when it has stayed away for so long; one that comes back before is the same one, and not told again."""

ALARMS_AN_HOUR: Final = 12
"""More wait until there is room, and are then told together, as far as they are still true."""

TROUBLES_MAX: Final = 100
"""So many are known at a time; of more nobody is told until some of them have ended."""

LINES_MAX: Final = 20
WORDS_MAX: Final = 400


class Trouble(Struct, frozen=True):
    """Something that is wrong now. `key` names it for as long as it lasts, whatever figures `words` hold.

    `grave`: health is `failing` because of it.
    """

    key: str
    words: str
    grave: bool = True


class KnownTrouble(Struct, frozen=True):
    """A trouble that was seen: since when (ms), whether operators were told, since when it is away (0: it is not)."""

    words: str
    since: int
    is_told: bool = False
    gone_at: int = 0


class AlarmMemory(Struct, frozen=True):
    """The troubles that are known, by key, and when alarms were made in the last hour (ms)."""

    known: Mapping[str, KnownTrouble]
    made_at: tuple[int, ...] = ()


class Alarm(Struct, frozen=True):
    """What operators are told at once: the words of troubles that began, and of those that have ended."""

    began: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """One line that says what it is about."""
        counts = ((len(self.began), "began"), (len(self.ended), "ended"))
        return "Loopline: " + ", ".join(f"{count} {what}" for count, what in counts if count)

    @property
    def text(self) -> str:
        """A line for each, within a bound."""
        lines = [*(f"Began: {words}" for words in self.began), *(f"Ended: {words}" for words in self.ended)]
        more = [f"And {len(lines) - LINES_MAX} more: see /api/health."] if len(lines) > LINES_MAX else []
        return "\n".join([*(_short(line) for line in lines[:LINES_MAX]), *more])


NOTHING_KNOWN: Final = AlarmMemory({})


def decide_alarm(memory: AlarmMemory, troubles: Sequence[Trouble], now: int) -> tuple[AlarmMemory, Alarm | None]:
    """What is known after a look at `now` (ms), and what operators are to be told of it, if anything.

    What has begun and ended before anybody was told is never told.
    """
    known = _looked(memory.known, troubles, now)
    lately = tuple(at for at in memory.made_at if at > now - HOUR)
    began = [key for key, one in known.items() if not one.is_told and now - one.since >= SETTLED_MS]
    ended = [key for key, one in known.items() if one.gone_at and now - one.gone_at >= CALM_MS]
    if not (began or ended) or len(lately) >= ALARMS_AN_HOUR:
        return AlarmMemory(known, lately), None
    alarm = Alarm(_words(known, began), _words(known, ended))
    told = {key: replace(one, is_told=True) for key, one in known.items() if one.is_told or key in began}
    kept = {key: told.get(key, one) for key, one in known.items() if key not in ended}
    return AlarmMemory(kept, (*lately, now)), alarm


def _looked(before: Mapping[str, KnownTrouble], troubles: Sequence[Trouble], now: int) -> dict[str, KnownTrouble]:
    """What is known after this look: those of before in their order, as far as they are there or were told of."""
    seen = {one.key: one.words for one in troubles}
    known: dict[str, KnownTrouble] = {}
    for key, one in before.items():
        if key in seen:
            known[key] = replace(one, words=seen[key], gone_at=0)
        elif one.is_told:
            known[key] = replace(one, gone_at=one.gone_at or now)
    for key, words in seen.items():
        if key not in known and len(known) < TROUBLES_MAX:
            known[key] = KnownTrouble(words, now)
    return known


def _words(known: Mapping[str, KnownTrouble], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(known[key].words for key in keys)


def _short(line: str) -> str:
    plain = " ".join(line.split())
    return plain if len(plain) <= WORDS_MAX else f"{plain[: WORDS_MAX - 1]}…"
