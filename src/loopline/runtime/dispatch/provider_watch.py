"""How long a provider has been silent: messages are handed to it, and it takes none, refuses none, says nothing."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown
from loopline.ports import State
from loopline.runtime.alarms.decide import Trouble
from loopline.runtime.dispatch.route import Route, Routes

SILENT_SECONDS: Final = 30.0
"""A provider that has been silent for longer stands."""

TRIES_MIN: Final = 2
"""One message that found nobody is bad luck; its second try says more."""

LOOK_MAX: Final = 2_000
"""So many messages are looked at to see whether one waits for a silent provider; where there are more, one does."""


class ProviderWatch:
    """What is known of the provider of one channel. Belongs to the event loop; may be read from any thread."""

    def __init__(self) -> None:
        self._in_hand = self._in_vain = 0
        self._since: float | None = None
        self._words = ""
        self.minds = ""
        """What it minds about our account or our sender there, in words; "" since it took messages and minded none."""

    def handed(self) -> float:
        """It is being given messages; since when."""
        self._in_hand += 1
        now = time.monotonic()
        if self._since is None:
            self._since = now
        return now

    def answered(self, outcomes: Sequence[Outcome], handed_at: float) -> None:
        """How each of them ended. An answer of any kind ends a silence, a lost or refused connection does not.

        When only the last ones found nobody, it fell silent among them, and they may have waited for long.
        """
        self._in_hand -= 1
        minded = [one.reason for one in outcomes if isinstance(one, Refused) and one.scope == "provider"]
        if minded or any(isinstance(one, Accepted) for one in outcomes):
            self.minds = minded[-1] if minded else ""
        if all(_is_silent(one) for one in outcomes):
            self._in_vain += 1
            self._words = next((one.reason for one in outcomes if isinstance(one, Deferred | Unknown)), "")
        elif _is_silent(outcomes[-1]):
            self._in_vain, self._since = 1, max(self._since or 0.0, handed_at)
        else:
            self._in_vain, self._words = 0, ""
            self._since = time.monotonic() if self._in_hand else None

    def silent_seconds(self) -> float:
        """For how long it has been silent, once that is more than bad luck; else 0.0."""
        since = self._since
        return 0.0 if since is None or not (self.is_asked or self._in_vain >= TRIES_MIN) else time.monotonic() - since

    @property
    def is_asked(self) -> bool:
        """Whether it is being given messages just now."""
        return self._in_hand > 0

    def words(self, channel: str) -> str:
        """That it stands, and what to do."""
        last = f" The last try: {self._words}" if self._words else ""
        return (
            f"The provider of {channel} has answered nothing for {self.silent_seconds():.0f} s. Its messages are kept "
            f"and tried again: see to it, and to its URL (LOOPLINE_{channel.upper()}, or `loopline provider`).{last}"
        )


class ProviderWatches:
    """One for each provider of each channel."""

    def __init__(self, state: State, routes: Routes) -> None:
        self._state = state
        self._watches: dict[tuple[str, str], ProviderWatch] = {}
        self.take_over(routes)

    def take_over(self, routes: Routes) -> None:
        """Other providers from now on; what is known of those that stay is kept."""
        places = [(route.channel, route.name) for route in routes.all]
        self._watches = {place: self._watches.get(place) or ProviderWatch() for place in places}

    @contextmanager
    def asked(self, route: Route, outcomes: Sequence[Outcome]) -> Iterator[None]:
        """Messages are handed over inside the block, which fills `outcomes`; none at all is silence too."""
        watch = self._watches.get((route.channel, route.name)) or ProviderWatch()
        handed_at = watch.handed()
        try:
            yield
        finally:
            watch.answered(outcomes, handed_at)

    def heard(self, route: Route, outcome: Outcome) -> None:
        """What it said of one message that an operator sent to try it: what was mended is no warning any more."""
        with self.asked(route, [outcome]):
            pass

    def is_silent(self, route: Route) -> bool:
        """Whether this provider has answered nothing for long."""
        watch = self._watches.get((route.channel, route.name))
        return watch is not None and watch.silent_seconds() > SILENT_SECONDS

    def silent_seconds(self) -> dict[str, float]:
        """By channel, for how long the provider that answers best has been silent while messages wait for it.

        0.0 where one answers. Looks into the store where somebody is silent who is asked nothing just now.
        """
        silent: dict[str, float] = {}
        unsure: set[str] = set()
        for (channel, _), watch in self._watches.items():
            seconds = watch.silent_seconds()
            silent[channel] = min(seconds, silent.get(channel, seconds))
            if seconds and not watch.is_asked:
                unsure.add(channel)
        waits = self._waiting() if any(silent[channel] for channel in unsure) else set()
        return {channel: 0.0 if channel in unsure - waits else seconds for channel, seconds in silent.items()}

    def _waiting(self) -> set[str]:
        """The channels with messages that wait; all of them where there are more than one would look at."""
        rows = self._state.outbox(("pending", "sending"), 2**62, LOOK_MAX)
        every = {channel for channel, _ in self._watches}
        return {row.message.channel for row in rows} if len(rows) < LOOK_MAX else every

    def standing(self, silent: Mapping[str, float]) -> list[Trouble]:
        """Each channel whose providers have all been `silent_seconds` for too long."""
        return [
            Trouble(f"silent:{channel}", self._words(channel))
            for channel, seconds in silent.items()
            if seconds > SILENT_SECONDS
        ]

    def minding(self) -> list[Trouble]:
        """Each provider that refuses messages for a reason that an operator has to mend."""
        told = 'The provider "{}" of {} refuses messages for what an operator mends there: {}'
        return [
            Trouble(f"minds:{channel}:{name}", told.format(name, channel, watch.minds), grave=False)
            for (channel, name), watch in self._watches.items()
            if watch.minds
        ]

    def _words(self, channel: str) -> str:
        return next(watch.words(channel) for (of, _), watch in self._watches.items() if of == channel)


def _is_silent(outcome: Outcome) -> bool:
    return isinstance(outcome, Unknown) or (isinstance(outcome, Deferred) and outcome.away)
