"""Who has a journey open: told anew or forgotten, and the others hear of each change, once."""

import pytest

from loopline.model.errors import Conflict
from loopline.runtime.clock import VirtualClock
from loopline.studio.presence.registry import LISTED_MAX, OPEN_MS, WINDOWS_MAX, Presence
from loopline.studio.presence.schemas import PresenceBody, PresentAuthor, PresentAuthors


class Desk:
    """The registry, with a clock that can be moved and everything that it announced."""

    def __init__(self) -> None:
        self.clock = VirtualClock(1_000_000)
        self.news: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.presence = Presence(self.clock, self._heard)

    def _heard(self, journey: str, there: PresentAuthors) -> None:
        self.news.append((journey, tuple((one.name, one.step) for one in there.authors)))

    def tell(self, journey: str, window: str, step: str = "", *, leaves: bool = False) -> PresentAuthors:
        return self.presence.tell(journey, PresenceBody(window, step, leaves), window.title())


def test_authors_see_each_other_and_their_steps() -> None:
    desk = Desk()
    assert desk.tell("j", "mara") == PresentAuthors((PresentAuthor("mara", "Mara", ""),))
    there = desk.tell("j", "jon", "push_a")
    assert there.authors == (PresentAuthor("mara", "Mara", ""), PresentAuthor("jon", "Jon", "push_a"))
    assert desk.tell("other", "mara").authors == (PresentAuthor("mara", "Mara", ""),), "journeys are told apart"
    assert desk.tell("j", "mara", leaves=True).authors == (PresentAuthor("jon", "Jon", "push_a"),)


def test_each_change_is_announced_once_and_a_repetition_never() -> None:
    desk = Desk()
    for step in ("", "", "a", "a"):
        desk.tell("j", "mara", step)
    desk.tell("j", "mara", leaves=True)
    desk.tell("j", "mara", leaves=True)
    assert desk.news == [("j", (("Mara", ""),)), ("j", (("Mara", "a"),)), ("j", ())]


def test_a_window_that_says_nothing_more_is_gone_after_half_a_minute() -> None:
    desk = Desk()
    desk.tell("j", "mara")
    desk.tell("k", "jon")
    desk.clock.move_to(desk.clock.now() + OPEN_MS - 1)
    desk.tell("j", "mara")
    desk.clock.move_to(desk.clock.now() + 1)
    desk.news.clear()
    assert desk.tell("j", "mara").authors == (PresentAuthor("mara", "Mara", ""),)
    assert desk.news == [("k", ())], "those who look at the other journey hear that he is gone"


def test_the_list_and_the_memory_are_bounded() -> None:
    desk = Desk()
    there = [desk.tell("j", f"w{number}") for number in range(WINDOWS_MAX)][-1]
    assert len(there.authors) == LISTED_MAX and there.more == WINDOWS_MAX - LISTED_MAX
    with pytest.raises(Conflict, match="windows are open") as refused:
        desk.tell("k", "one more")
    assert refused.value.code == "presence_full"
    desk.tell("j", "w0", leaves=True)
    desk.tell("k", "one more")
