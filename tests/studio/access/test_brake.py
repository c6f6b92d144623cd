"""The brake: it holds those who guess and not those they guess about, and its memory has an end."""

from concurrent.futures import ThreadPoolExecutor

from loopline.studio.access.brake import (
    ADDRESS_TRIES_MAX,
    REMEMBERED,
    SOURCE_TRIES_MAX,
    TRIES_MAX,
    WINDOW_MS,
    Brake,
)


def tries(
    brake: Brake, email: str = "ann", source: str = "s1", device: str = "", *, now: int = 0, times: int = 0
) -> int:
    """How many of so many tries may go on."""
    return sum(brake.begin(email, source, device, now) is not None for _ in range(times or 500))


def test_a_stranger_is_held_and_the_owner_is_not() -> None:
    brake = Brake()
    assert tries(brake) == TRIES_MAX
    assert tries(brake, now=WINDOW_MS - 1) == 0
    assert tries(brake, source="s2", times=1) == 1, "from elsewhere"
    assert tries(brake, device="d1") == TRIES_MAX, "a browser that has signed in before counts by itself"
    assert tries(brake, now=WINDOW_MS) == TRIES_MAX


def test_all_at_once_pass_no_more_than_one_by_one() -> None:
    brake = Brake()
    with ThreadPoolExecutor(16) as threads:
        begun = list(threads.map(lambda _: brake.begin("ann", "s1", "", 0), range(200)))
    assert sum(one is not None for one in begun) == TRIES_MAX


def test_one_source_does_not_try_one_password_on_everybody() -> None:
    brake = Brake()
    assert sum(tries(brake, f"p{n}", times=1) for n in range(200)) == SOURCE_TRIES_MAX
    assert sum(tries(brake, f"p{n}", "", times=1) for n in range(200)) == 200, "a proxy's address stands for many"


def test_many_sources_together_do_not_guess_on_and_a_known_browser_still_comes_in() -> None:
    brake = Brake()
    assert sum(tries(brake, source=f"s{n}", times=1) for n in range(200)) == ADDRESS_TRIES_MAX
    assert tries(brake, device="d1", times=1) == 1


def test_the_right_password_clears_the_slate_of_its_place_alone() -> None:
    brake = Brake()
    assert tries(brake, times=TRIES_MAX - 1) == TRIES_MAX - 1
    last = brake.begin("ann", "s1", "", 1)
    assert last is not None
    brake.passed(last)
    assert tries(brake, now=2) == TRIES_MAX
    shared = sum(tries(brake, source=f"x{n}", now=2, times=1) for n in range(200))
    assert shared == ADDRESS_TRIES_MAX - 2 * TRIES_MAX + 1, "the wrong ones still count for the address"


def test_a_try_that_was_never_looked_at_does_not_count() -> None:
    brake = Brake()
    for _ in range(500):
        one = brake.begin("ann", "s1", "", 0)
        assert one is not None
        brake.undone(one)


def test_its_memory_has_an_end() -> None:
    brake = Brake()
    for index in range(REMEMBERED):
        brake.begin(f"p{index}", f"s{index}", "", index)
    assert len(brake._times) == REMEMBERED
