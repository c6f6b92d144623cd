"""Tells the members of an account page by page: which accounts have members left that do not know of a change."""

from loopline.decisions.published import PublishedSet
from loopline.model.accounts.account import FIRST_OF_ALL, Account
from loopline.model.effect import Effect
from loopline.model.signal import Signal
from loopline.pipeline.accounts.account import decide_account
from loopline.ports import State
from loopline.runtime.engine.cache import StateCache
from loopline.runtime.engine.pass_input import Carefulness, Page

ACCOUNTS_AT_ONCE = 256


class MemberPages:
    """The accounts with members left to tell are `waiting`. While there are any, the loop decides nothing else.

    So a change reaches everybody as of the moment at which it was stated, in however many passes.
    """

    def __init__(self, state: State, careful: Carefulness, members: int) -> None:
        self._state, self._careful, self._members = state, careful, members
        self._is_page = False
        self.waiting: set[str] = set()
        self.read_again()

    @property
    def _size(self) -> int:
        """How many members hear of a change in this pass.

        None of them in the pass of a single signal: a member who is at fault must not cost the account its change.
        """
        return 0 if self._careful.is_single and not self._is_page else min(self._members, self._careful.size)

    def read_again(self) -> None:
        """Believe the store, as after a restart: these wake-ups come before all others."""
        self.waiting.clear()
        self.waiting.update(key for key, _ in self._state.claim_due(FIRST_OF_ALL, ACCOUNTS_AT_ONCE))

    def advance(self, account: Account, signal: Signal, published: PublishedSet) -> tuple[Account, list[Effect]]:
        """The account after a signal. Pages that it has left wait for the next pass.

        A change that was put off ends this pass too: what comes after its time must find it told.
        """
        after, effects = decide_account(account, signal, published, self._size)
        due, changes, before = after.told_at(), after.changes_at(), account.changes_at()
        is_earlier = changes is not None and (before is None or changes < before)
        if due == FIRST_OF_ALL or (due is not None and due != account.told_at()) or is_earlier:
            self.waiting.add(after.key)
        return after, effects

    def settle(self, people: StateCache) -> None:
        """A transaction was committed: forget the accounts of which every member has heard."""
        for key in tuple(self.waiting):
            held = people.peek(key)
            if held is not None and not (held.state.wake_at() == FIRST_OF_ALL and isinstance(held.state, Account)):
                self.waiting.remove(key)

    def next(self, now: int) -> Page | None:
        """The pass for the next page of the first account that waits; None when none does."""
        self._is_page = bool(self.waiting)
        if not self._is_page:
            return None
        return Page(min(self.waiting), self._size, now, is_single=self._careful.is_single)
