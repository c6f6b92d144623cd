"""The keys that are a shard's own, where there are several shards, and what goes to the others instead."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from loopline.decisions.published import PublishedSet
from loopline.model.effect import MarkMessage
from loopline.model.ids import PUBLISHED_KEY, shard_of
from loopline.model.signal import AccountChanged, AttemptAnswered, FanOutCompleted, PublicationSignal, Signal, TimerDue
from loopline.model.signals.data import PlanAlarmed
from loopline.model.signals.erasure import PersonForgotten
from loopline.model.signals.shards import ShardTold
from loopline.pipeline.advance import marks_of
from loopline.ports import State
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.shards.words import ShardWords
from loopline.signals.people.resting import OF_MESSAGES_ALONE, takes_it_itself

PUBLICATIONS: Final = -1
"""Stands for no shard in what was heard: the number of publications that this shard knows of."""

STAYING: Final = (FanOutCompleted, PlanAlarmed)
"""Publications that concern one shard: how far its own people were told, and a fact that is written once."""


class Realm:
    """Shard `shard` of `shards`. One thread, the loop's, uses it; `read_again` after a transaction that failed."""

    def __init__(self, shard: int, shards: int, state: State) -> None:
        self.shard, self.shards, self._state = shard, shards, state
        self._heard: dict[int, int] = {}
        self.publishes = self.owns(PUBLISHED_KEY)
        self.read_again()

    def read_again(self) -> None:
        """Believe the store, as after a restart."""
        self._heard = dict(self._state.heard())

    def owns(self, key: str) -> bool:
        """Whether a key is this shard's own."""
        return shard_of(key, self.shards) == self.shard

    def kept(self, emitted: Sequence[Signal], words: ShardWords) -> Sequence[Signal]:
        """Those of these signals that are for our own keys; the others are told to their shards, in order."""
        ours = []
        for one in emitted:
            home = shard_of(one.key, self.shards)
            if home == self.shard:
                ours.append(one)
            else:
                self._tell(home, one, words)
        return ours

    def _tell(self, target: int, signal: Signal, words: ShardWords) -> None:
        if isinstance(signal, AccountChanged):
            # All members hear of a change by one id. A member who takes in another on the way would drop her own copy.
            signal = replace(signal, id=f"{signal.id}:{signal.key}")
        words.tell(target, signal, self._heard.get(PUBLICATIONS, 0))

    def spread(self, signal: PublicationSignal, words: ShardWords) -> None:
        """Tell every other shard of a publication, where it is decided; each of them knows one more then."""
        if not self.publishes or isinstance(signal, STAYING):
            return
        self._heard[PUBLICATIONS] = words.heard[PUBLICATIONS] = self._heard.get(PUBLICATIONS, 0) + 1
        for target in range(self.shards):
            if target != self.shard:
                self._tell(target, signal, words)

    def hears(self, told: ShardTold, words: ShardWords, *, anew: bool) -> bool:
        """Whether a telling is news. One that is decided `anew`, since it could not be before, is."""
        if anew:
            return True
        if told.number <= self._heard.get(told.source, 0):
            return False
        self._heard[told.source] = words.heard[told.source] = told.number
        if told.source == shard_of(PUBLISHED_KEY, self.shards):
            self._heard[PUBLICATIONS] = words.heard[PUBLICATIONS] = told.knows
        return True

    def led_elsewhere(self, addressed: CachedState, signal: Signal, people: StateCache) -> str:
        """The key of another shard to which the tombstones of this one lead; "" when they end here, or go round.

        A word of a merge stays at the tombstone that it is for, and so does a word that somebody is forgotten.
        """
        state, passed = addressed.state, set[str]()
        if isinstance(signal, PersonForgotten):
            return ""
        while state.merged_into and state.key not in passed and not takes_it_itself(state, signal):
            if not self.owns(state.merged_into):
                return state.merged_into
            passed.add(state.key)
            state = people.get(state.merged_into).state
        return ""

    def send_on(self, signal: Signal, key: str, published: PublishedSet, words: ShardWords) -> Sequence[MarkMessage]:
        """Tell the shard of a survivor what came for a tombstone of ours, by the same id; its marks hold here, where
        the messages are.

        Two things end here: what concerns messages alone, and a change of the account that the tombstone left. The
        survivor joins it herself, and hears of it from the account: what went over us could be older than that.
        """
        marks = marks_of(signal, published)
        if isinstance(signal, (AccountChanged, TimerDue, *OF_MESSAGES_ALONE)):
            return marks
        if isinstance(signal, AttemptAnswered):
            signal = replace(signal, marked=True)
        self._tell(shard_of(key, self.shards), replace(signal, key=key), words)
        return marks
