"""Which provider a message goes to: by weight, then in order; never elsewhere while one may have it."""

from collections import Counter

from msgspec.structs import replace

from loopline.providers.sandbox import Sandbox
from loopline.runtime.dispatch.route import TRIED_MAX, Route, Routes
from tests.providers.stand import tools
from tests.runtime.dispatch.rows import row

SANDBOX = Sandbox.from_url("sandbox://", tools())


def routes(*weights: int) -> Routes:
    """Routes of e-mail called r0, r1 and so on, with these weights."""
    return Routes([Route(f"r{at}", "email", SANDBOX, weight=weight) for at, weight in enumerate(weights)])


def chosen(routes: Routes, key: str = "k", rests: tuple[str, ...] = (), provider: str = "") -> str | None:
    found = routes.choose(replace(row(key, "a"), provider=provider), rests)
    return found.name if found else None


def test_a_channel_without_a_provider_has_nobody() -> None:
    assert chosen(Routes([])) is None


def test_the_first_one_with_a_weight_begins_and_those_without_follow_in_order() -> None:
    three = routes(1, 0, 0)
    assert chosen(three) == "r0"
    assert chosen(three, rests=("r0",)) == "r1"
    assert chosen(three, rests=("r0", "r1")) == "r2"
    assert chosen(three, rests=("r0", "r1", "r2")) == "r0", "all rest: it waits for the first"


def test_what_one_would_not_take_goes_to_those_that_were_not_tried() -> None:
    three = routes(1, 0, 0)
    message = row("k", "a")
    assert three.others(message, three.all[0])
    assert three.others(message, three.all[0], rests=("r1",))
    assert not three.others(message, three.all[0], rests=("r1", "r2")), "it would come back at once"
    three.note_tried("k", three.all[0])
    assert chosen(three) == "r1"
    three.note_tried("k", three.all[1])
    assert not three.others(message, three.all[2])
    three.note_tried("k", three.all[2])
    assert chosen(three) == "r0", "all were tried, so all may be tried again"
    three.note_tried("k", three.all[0])
    three.forget("k")
    assert chosen(three) == "r0"


def test_who_may_have_it_keeps_it_even_when_it_rests_or_is_gone() -> None:
    two = routes(1, 0)
    two.note_tried("k", two.all[1])
    assert chosen(two, rests=("r1",), provider="r1") == "r1"
    assert chosen(two, provider="gone") is None
    assert chosen(routes(1), provider="gone") is None


def test_weights_share_what_begins_and_a_message_falls_to_the_same_one_each_time() -> None:
    shared = routes(3, 1, 0)
    found = Counter(chosen(shared, f"k{number}") for number in range(4_000))
    assert 2_800 < found["r0"] < 3_200
    assert found["r0"] + found["r1"] == 4_000
    assert all(chosen(shared, f"k{number}") == chosen(routes(3, 1, 0), f"k{number}") for number in range(50))


def test_what_is_remembered_is_bounded() -> None:
    two = routes(1, 0)
    for number in range(TRIED_MAX + 10):
        two.note_tried(f"k{number}", two.all[0])
    assert chosen(two, "k0") == "r0"
    assert chosen(two, f"k{TRIED_MAX + 9}") == "r1"
