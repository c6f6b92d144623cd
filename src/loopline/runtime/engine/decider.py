"""Decides signals one by one, in memory: each, and then whatever it emitted to other keys, before the next one."""

from collections.abc import Callable, Sequence

from loopline.decisions.admission.ruled import entries_ruled
from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import Account
from loopline.model.ids import PUBLISHED_KEY, digest8
from loopline.model.person import Person
from loopline.model.signal import EventReceived, PersonAbsorbed, PublicationSignal, Signal, TraitsChanged
from loopline.model.signals.addresses import AddressTold
from loopline.model.signals.erasure import ErasureAsked, PersonForgotten
from loopline.model.signals.shards import ShardTold
from loopline.pipeline.addresses import told_nothing
from loopline.pipeline.advance import advance
from loopline.pipeline.offers.keys import advance_other
from loopline.pipeline.plain.noted import Heeded, noted
from loopline.pipeline.poison import (
    decide_again,
    poison_fact,
    skip_poison,
    skip_poison_of_account,
    skip_poison_of_ledger,
)
from loopline.ports import Clock, State
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.erased import gone
from loopline.runtime.engine.held import CachedState
from loopline.runtime.engine.isolation import PoisonList, keep_for_later
from loopline.runtime.engine.member_pages import MemberPages
from loopline.runtime.engine.publication import announce, boot
from loopline.runtime.engine.shards.realm import Realm
from loopline.runtime.engine.shards.words import told_signals
from loopline.runtime.engine.stash import keep_back
from loopline.runtime.engine.tombstones import state_behind
from loopline.runtime.engine.transaction import TransactionBuilder
from loopline.signals.forgetting.person import forget, is_forgotten
from loopline.signals.people.deduplicate import SeenIds
from loopline.signals.people.resting import takes_it_itself

LINKING = (EventReceived, TraitsChanged)


class Decider:
    """Changes the states in `people`; what follows goes into a builder. A signal that fails is told as poison."""

    def __init__(
        self,
        state: State,
        clock: Clock,
        people: StateCache,
        pages: MemberPages,
        on_error: Callable[[Exception], None] | None,
        realm: Realm | None = None,
    ) -> None:
        """With one shard there is no `realm`: every key is its own."""
        self._clock, self.people, self._realm = clock, people, realm
        self.published: PublishedSet = boot(state.documents(), state.quarantine.report)
        self._heeded = Heeded(self.published)
        self._pages, self._poison = pages, PoisonList(state, on_error)
        self._from_log: Signal | None = None

    def _process(self, signal: Signal, builder: TransactionBuilder) -> None:
        """One signal, and then whatever it emitted to other keys, before the next one."""
        if isinstance(signal, EventReceived) and self._is_noted(signal, builder):
            return
        if signal.key == PUBLISHED_KEY:
            if isinstance(signal, ShardTold):
                self._hear(signal, builder)
            else:
                assert isinstance(signal, PublicationSignal)
                self._announce(signal, builder)
            return
        if isinstance(signal, ErasureAsked):
            if self._realm is not None:  # words of others may have named the person in records that are packed still
                builder.cleared.append(signal.key)
            return
        ahead: list[Signal] = []
        emitted = self._apply(signal, builder)
        while emitted or ahead:
            if emitted:
                builder.emitted += len(emitted)
                if self._realm is not None:
                    emitted = self._realm.kept(emitted, builder.words)
                builder.bytes += self.people.load([one.key for one in emitted])  # a page of an account's members
                ahead += reversed(emitted)
            emitted = self._apply(ahead.pop(), builder) if ahead else ()

    def _announce(self, signal: PublicationSignal, builder: TransactionBuilder) -> None:
        documents, facts = len(builder.documents), len(builder.facts)
        try:
            self._publish(signal, builder)
        except Exception as error:
            self._poison.tell(signal, error, builder)
            del builder.documents[documents:], builder.facts[facts:]
            builder.fact(poison_fact(signal, error), signal.received_at)

    def _publish(self, signal: PublicationSignal, builder: TransactionBuilder) -> None:
        realm, facts = self._realm, len(builder.facts)
        before, self.published = self.published, announce(self.published, signal, builder)
        if realm is not None:
            realm.spread(signal, builder.words)
            if not realm.publishes:  # the shard that all publications come to tells of them
                del builder.facts[facts:]
        ruled = entries_ruled(signal, before, self.published)
        if ruled is not None and (realm is None or realm.owns(ruled.key)):
            self._process(ruled, builder)

    def _hear(self, told: ShardTold, builder: TransactionBuilder) -> None:
        """What another shard has told, once: each of its signals as if it stood in the log by itself."""
        assert self._realm is not None
        if not self._realm.hears(told, builder.words, anew=told is not self._from_log):
            builder.duplicates += 1
            return
        words = told_signals(told)
        builder.bytes += self.people.load([one.key for one in words])
        for one in words:
            self._process(one, builder)

    def _is_noted(self, event: EventReceived, builder: TransactionBuilder) -> bool:
        """Whether an event was dealt with by a note that it happened, as most are: nothing asks for it, and it says
        nothing new of somebody who is in memory. What stands in `_apply` comes to the same, later."""
        heeded = self._heed()
        if heeded[event.name] != "none":
            return False
        held = self.people.awake(event.key) or self.people.resting(event.key)
        person = held.unmoved_by(event, heeded) if held is not None else None
        if held is None or person is None:
            return False
        builder.note_event(held, person, event)
        return True

    def _heed(self) -> Heeded:
        """What events lead to by what is published now."""
        if self._heeded.published is not self.published:
            self._heeded = Heeded(self.published)
        return self._heeded

    def _apply(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        addressed = self.people.get(signal.key)
        target = self._target(addressed, signal, builder)
        if target is None:
            return ()
        if is_forgotten(target.state):
            return self._for_nobody(signal, builder)
        digest = digest8(signal.id) if signal.id else b""
        if digest and (addressed.seen.has(digest) or (target is not addressed and target.seen.has(digest))):
            builder.duplicates += 1
            return ()
        if isinstance(signal, LINKING) and signal.link and not target.is_aside and isinstance(target.state, Person):
            target = self._linked(target, target.state, signal, builder)
            if digest and target.seen.has(digest):  # it had come under the other id
                builder.duplicates += 1
                return ()
        if target.is_aside or (target.state.awaits and not isinstance(signal, PersonForgotten)):
            kept = keep_back(target, addressed, signal, builder, self.published, self._from_log)
            if kept is not None:
                return kept
        if digest:
            addressed.seen.add(digest)
        if target is not addressed or isinstance(signal, PersonAbsorbed):
            builder.remember(digest, signal, addressed, target)
        return self._decide(target, signal, builder)

    def _linked(
        self, target: CachedState, person: Person, signal: EventReceived | TraitsChanged, builder: TransactionBuilder
    ) -> CachedState:
        """The state that decides a signal which names two ids, once they are linked."""
        for link in self._poison.links(person, signal, builder):
            self._process(link, builder)
            target = self._resolve(signal, builder)
        return target

    def _target(self, addressed: CachedState, signal: Signal, builder: TransactionBuilder) -> CachedState | None:
        """The state that decides this signal; None where another shard has it, which is told of the signal.

        A tombstone is forgotten itself, and not whoever it points at.
        """
        stays = is_forgotten(addressed.state) or isinstance(signal, PersonForgotten)
        if not addressed.state.merged_into or stays:
            return addressed
        if self._realm is not None and (key := self._realm.led_elsewhere(addressed, signal, self.people)):
            self._send_on(addressed, signal, key, self._realm, builder)
            return None
        return self._resolve(signal, builder)

    def _send_on(
        self, addressed: CachedState, signal: Signal, key: str, realm: Realm, builder: TransactionBuilder
    ) -> None:
        """Both keys remember the id of a signal for somebody who was merged into a person of another shard."""
        digest = digest8(signal.id) if signal.id else b""
        if digest and addressed.seen.has(digest):
            builder.duplicates += 1
            return
        if digest:
            addressed.seen.add(digest)
            builder.cached[addressed.state.key] = addressed
        builder.marks += realm.send_on(signal, key, self.published, builder.words)

    def _for_nobody(self, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        """Nothing is taken for somebody forgotten, and no fact tells of it; whoever waits for an answer gets one."""
        builder.marks += gone.marks_left(signal, self.published)
        return gone.answered_for(signal)

    def _decide(self, target: CachedState, signal: Signal, builder: TransactionBuilder) -> Sequence[Signal]:
        state = target.state
        try:
            if isinstance(state, Account):
                target.state, effects = self._pages.advance(state, signal, self.published)
            elif not isinstance(state, Person):
                target.state, effects = advance_other(state, signal, self.published)
            elif isinstance(signal, EventReceived) and (person := noted(state, signal, self._heed())) is not None:
                builder.count_event(target, person, signal)
                return ()
            elif isinstance(signal, PersonForgotten):
                target.state, effects = forget(state, signal)
                target.seen = SeenIds()
            elif isinstance(signal, AddressTold) and (told := told_nothing(state, signal, self.published)) is not None:
                target.state, effects = told, []
            else:
                target.state, effects = advance(state, signal, self.published, signal.received_at)
        except Exception as error:
            self._poison.tell(signal, error, builder)
            if isinstance(state, Account):
                target.state, effects = skip_poison_of_account(state, signal, error)
            elif not isinstance(state, Person):
                target.state, effects = skip_poison_of_ledger(state, signal), [poison_fact(signal, error)]
            else:
                target.state, effects = skip_poison(state, signal, self.published, error)
        return builder.add(target, signal, effects)

    def _decide_again(self, signal: Signal, builder: TransactionBuilder) -> None:
        if isinstance(signal, PublicationSignal):
            self._publish(signal, builder)
            return
        if isinstance(signal, ShardTold):
            self._hear(signal, builder)
            return
        cached = self._target(self.people.get(signal.key), signal, builder)
        if cached is None:
            return
        if cached.is_aside:
            keep_for_later(cached, signal, builder, self.published, self._from_log)
            return
        now, state = self._clock.now(), cached.state
        if isinstance(state, Account):
            cached.state, effects = self._pages.advance(state, signal, self.published)
        elif not isinstance(state, Person):
            cached.state, effects = advance_other(state, signal, self.published)
        else:
            cached.state, effects = decide_again(state, signal, self.published, now)
        for one in builder.add(cached, signal, effects):
            self._process(one, builder)

    def _resolve(self, signal: Signal, builder: TransactionBuilder) -> CachedState:
        """The state that a signal is for: tombstones point on, except for the signals of a merge itself."""
        cached = self.people.get(signal.key)
        if not cached.state.merged_into:
            return cached
        found = state_behind(signal.key, self.people, builder)
        return cached if takes_it_itself(cached.state, signal) else found
