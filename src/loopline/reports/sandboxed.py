"""What the sandbox kept of a journey: no message of it left, so in a real workspace none is an exposure of its lift."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from loopline.learning.queries import units
from loopline.model.channels import CHANNELS, SANDBOX_KIND, channel_named, label_of
from loopline.ports import Facts

NEVER: Final = 1 << 62
NOT_REAL: Final = sorted(
    {SANDBOX_KIND, "", *(row.own_provider.partition(":")[0] for row in CHANNELS.values() if row.own_provider)}
)
"""The providers that nobody has set up; "" is that of attempts from before facts named theirs."""

_KEPT: Final = """
WITH sent AS (
    SELECT journey, channel, "at", provider = $sandbox AS kept FROM facts
    WHERE {some} AND kind = 'attempt' AND name = 'sent'
),
first AS (SELECT journey, channel, min("at") FILTER (NOT kept) AS left_at FROM sent GROUP BY journey, channel)
SELECT channel, count(*) FILTER (kept), max("at") FILTER (kept AND "at" < coalesce(left_at, $never)),
    any_value(left_at), journey
FROM sent JOIN first USING (journey, channel) GROUP BY journey, channel HAVING bool_or(kept) ORDER BY journey, channel
"""
_IS_REAL: Final = """
SELECT 1 FROM facts WHERE kind = 'attempt' AND name = 'sent' AND NOT list_contains($not_real, provider) LIMIT 1
"""
_IN_RANGE: Final = """
SELECT channel, count(DISTINCT key) FROM facts
WHERE kind = 'attempt' AND name = 'sent' AND provider = $sandbox AND "at" >= $since AND "at" < $until
GROUP BY channel ORDER BY channel
"""
Rows = list[tuple[Any, ...]]  # whatever SQL answers


class Sandboxed(Struct, frozen=True):
    """What the sandbox kept of a journey: messages by channel, and from when on exposures of the channel count (ms).

    A channel's exposures, sent or withheld, count after the last message that the sandbox kept before the first that
    left: in both arms alike. `is_real`: a message of the workspace has left, by a provider that somebody set up.
    """

    kept: tuple[tuple[str, int], ...] = ()
    since: tuple[tuple[str, int], ...] = ()
    is_real: bool = False

    def units(self, sql: str) -> str:
        """A query over units, in which only exposures count that could leave."""
        return sql.replace(units.EXPOSURES, units.EXPOSURES_SINCE) if self.excludes else sql

    def parameters(self) -> dict[str, object]:
        """What `units` asks for beside the parameters of the query."""
        if not self.excludes:
            return {}
        return {"channels": [name for name, _ in self.since], "since": [at for _, at in self.since]}

    def note(self) -> str:
        """What a reader of the report has to know of it, in words; "" where nothing was kept."""
        if not self.kept:
            return ""
        told = _listed(self.kept)
        if not self.is_real:
            return f"The sandbox kept messages ({told}): nobody got them. Figures show what would have been."
        return (
            f"The sandbox kept messages ({told}): nobody got them. Lift counts no exposure to a channel before its "
            "first message that left."
        )

    @property
    def excludes(self) -> bool:
        """Whether some exposures are none."""
        return self.is_real and bool(self.since)


def sandboxed(facts: Facts, journey: str) -> Sandboxed:
    """What the sandbox kept of a journey so far."""
    asked = {"journey": journey, "sandbox": SANDBOX_KIND, "never": NEVER}
    rows: Rows = facts.query(_KEPT.format(some="journey = $journey"), asked)
    return _kept(rows, is_real=has_left(facts)) if rows else Sandboxed()


def sandboxed_each(facts: Facts, journeys: Sequence[str]) -> Mapping[str, Sandboxed]:
    """What the sandbox kept of each of these journeys; those of which it kept nothing are not there."""
    asked = {"journeys": list(journeys), "sandbox": SANDBOX_KIND, "never": NEVER}
    rows: Rows = facts.query(_KEPT.format(some="list_contains($journeys, journey)"), asked)
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(str(row[-1]), []).append(row)
    is_real = bool(found) and has_left(facts)
    return {journey: _kept(own, is_real=is_real) for journey, own in found.items()}


def kept_in_range(facts: Facts, since: int, until: int) -> str:
    """What the sandbox kept from a time until another (ms), in words for a reader of figures of messages; "" where it
    kept nothing."""
    rows: Rows = facts.query(_IN_RANGE, {"sandbox": SANDBOX_KIND, "since": since, "until": until})
    if not rows:
        return ""
    told = f"The sandbox kept messages ({_listed(rows)}): nobody got them"
    return f"{told}, so no figure counts them." if has_left(facts) else f"{told}. Figures show what would have been."


def has_left(facts: Facts) -> bool:
    """Whether a message of the workspace has left, by a provider that somebody set up."""
    return bool(facts.query(_IS_REAL, {"not_real": NOT_REAL}))


def _kept(rows: Rows, *, is_real: bool) -> Sandboxed:
    return Sandboxed(
        kept=tuple((str(channel), int(count)) for channel, count, *_ in rows),
        since=tuple(
            (str(channel), NEVER if left is None else int(last or 0) + 1) for channel, _, last, left, _ in rows
        ),
        is_real=is_real,
    )


def _listed(rows: Iterable[tuple[Any, ...]]) -> str:
    return ", ".join(f"{count} by {_label(str(name))}" for name, count in rows)


def _label(name: str) -> str:
    channel = channel_named(name)
    return label_of(channel) if channel else name
