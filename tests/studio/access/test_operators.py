"""The brake: it holds who guesses, forgets in time, and its memory has an end."""

from loopline.studio.access.operators import FAILURES_MAX, FAILURES_MAX_ALL, REMEMBERED, WINDOW_MS, Brake


def test_it_holds_one_address_for_a_while() -> None:
    brake = Brake()
    for turn in range(FAILURES_MAX):
        assert not brake.holds("ann", turn)
        brake.failed("ann", turn)
    assert brake.holds("ann", FAILURES_MAX) and not brake.holds("bob", FAILURES_MAX)
    assert not brake.holds("ann", WINDOW_MS)


def test_the_right_password_clears_the_slate() -> None:
    brake = Brake()
    for _ in range(FAILURES_MAX - 1):
        brake.failed("ann", 0)
    brake.passed("ann")
    brake.failed("ann", 1)
    assert not brake.holds("ann", 2)


def test_it_holds_everybody_when_many_addresses_are_tried() -> None:
    brake = Brake()
    for index in range(FAILURES_MAX_ALL):
        brake.failed(f"p{index}", index)
    assert brake.holds("somebody new", FAILURES_MAX_ALL)
    assert not brake.holds("somebody new", FAILURES_MAX_ALL + WINDOW_MS)


def test_its_memory_has_an_end() -> None:
    brake = Brake()
    for index in range(REMEMBERED + 50):
        brake.failed(f"p{index}", index)
    assert len(brake._by_email) == REMEMBERED
