"""People as they are now, for readers outside the loop: from the cache, or else from the store."""

from collections.abc import Sequence

from loopline.model.ids import ACCOUNT
from loopline.model.person import Account, Person
from loopline.ports import State
from loopline.runtime.engine.cache import StateCache, readable

HOPS_MAX = 64


class People:
    """Reads states; safe from any thread, since all it returns is frozen."""

    def __init__(self, hot: StateCache, state: State) -> None:
        self._hot, self._state = hot, state

    def get(self, keys: Sequence[str]) -> dict[str, Person]:
        """The people behind these keys, tombstones followed; a key that no person has is absent."""
        found: dict[str, Person] = {}
        for asked in dict.fromkeys(keys):
            person = self._one(asked)
            for _ in range(HOPS_MAX):
                if person is None or not person.merged_into:
                    break
                person = self._one(person.merged_into)
            if person is not None:
                found[asked] = person
        return found

    def account(self, key: str) -> Account | None:
        """An account by its key."""
        state = self._state_of(key)
        return state if isinstance(state, Account) else None

    def _one(self, key: str) -> Person | None:
        if key.startswith(ACCOUNT):
            return None
        state = self._state_of(key)
        return state if isinstance(state, Person) else None

    def _state_of(self, key: str) -> Person | Account | None:
        cached = self._hot.peek(key)
        if cached is not None:
            state = cached.state
            if cached.is_aside:
                return None
            return None if state == Person(key=key, traits={}) else state
        record = self._state.load([key]).get(key)
        return readable(record) if record else None

    def is_set_aside(self, key: str) -> bool:
        """Whether there is a record of this key, or of whom it was merged into, that cannot be read."""
        for _ in range(HOPS_MAX):
            cached = self._hot.peek(key)
            record = None if cached else self._state.load([key]).get(key)
            state = cached.state if cached else readable(record) if record else None
            if cached.is_aside if cached else record is not None and state is None:
                return True
            if state is None or not state.merged_into:
                return False
            key = state.merged_into
        return False
