"""A ledger is asked while there is something to say, and never else."""

import asyncio

from loopline.runtime.dispatch.shares.asking import ShareAsking


class Need:
    """Wants so many, one an ask."""

    def __init__(self, wanted: int) -> None:
        self.wanted, self.is_given_back = wanted, False

    @property
    def is_empty(self) -> bool:
        return not self.wanted

    def ask(self, now: float) -> int:
        return self.wanted

    def answered(self, ask: int, answer: int, asked_at: float) -> bool:
        self.wanted -= answer
        return bool(answer)

    def give_back(self) -> None:
        self.is_given_back, self.wanted = True, 1


def test_it_asks_until_nothing_is_wanted_and_begins_again_when_it_is_woken() -> None:
    async def play() -> None:
        asks, need = list[int](), Need(3)

        def lend(ask: int) -> int:
            asks.append(ask)
            return 1

        asking = ShareAsking(need, lend, raised.append)
        asking.wake()
        while need.wanted:
            asking.wake()
            await asyncio.sleep(0.001)
        assert asks == [3, 2, 1]
        need.wanted = 1
        asking.wake()
        while need.wanted:
            await asyncio.sleep(0.001)
        assert asks == [3, 2, 1, 1]
        await asking.close()
        assert need.is_given_back and asks[4:] == [1], "what it had is told at the end"
        need.wanted = 5
        asking.wake()
        await asyncio.sleep(0.05)
        assert asks[5:] == [], "and nothing after that"

    raised = list[BaseException]()
    asyncio.run(play())
    assert raised == []
