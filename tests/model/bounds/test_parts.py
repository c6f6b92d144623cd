"""Each part of a person stays within its bytes, and what goes first is what matters least."""

from loopline.model.bounds import parts as bounds
from loopline.model.person import GoalWindow, JourneyHistory
from loopline.model.traits import BIG, TRAITS_BYTES, encoded_size, fitting, fold_traits, with_lists


def test_a_value_that_does_not_fit_is_not_taken_and_what_fits_beside_it_is() -> None:
    before = {"bio": "x" * 60_000}
    after, changed, conflicts = fold_traits(before, {"big": "y" * 30_000, "plan": "pro", "bigger": "z" * 32_000})
    assert after == {**before, "plan": "pro"} and changed == {"plan"}
    assert [(name, kind) for name, kind, _ in conflicts] == [("big", BIG), ("bigger", BIG)]


def test_what_is_removed_makes_room_wherever_it_stands_in_the_statement() -> None:
    before = {"bio": "x" * 60_000, "plan": "pro"}
    after, changed, conflicts = fold_traits(before, {"big": "y" * 30_000, "bio": None})
    assert sorted(after) == ["big", "plan"] and changed == {"big", "bio"} and conflicts == ()


def test_a_person_of_before_who_holds_more_keeps_it_and_may_only_shrink() -> None:
    before = {f"t{n}": "x" * 31_000 for n in range(5)}
    after, changed, conflicts = fold_traits(before, {"t0": "short", "t1": "y" * 31_001, "new": "z"})
    assert (after["t0"], after["t1"]) == ("short", before["t1"]) and changed == {"t0"}
    assert [name for name, _, _ in conflicts] == ["t1", "new"]
    assert encoded_size(fitting(before, TRAITS_BYTES)) <= TRAITS_BYTES and fitting({"a": 1}, 99) == {"a": 1}


def test_lists_that_fit_are_joined() -> None:
    lists, refused = with_lists(("vip",), ["a", "vip", "b" * 9_000, "c"])
    assert (lists, refused) == (("vip", "a", "c"), ("b" * 9_000,))


def test_the_newest_stay() -> None:
    assert bounds.newest(("a" * 10, "b" * 10, "c" * 10), 24) == ("b" * 10, "c" * 10)
    assert bounds.newest(("a", "b"), 24) == ("a", "b") and bounds.newest(("a" * 30,), 24) == ()


def test_a_channel_is_never_forgotten_where_an_address_can_go() -> None:
    kept = bounds.bounded_suppressed({"email": "complained", **{f"email={'a' * 300}{n}": "bounced" for n in range(99)}})
    assert "email" in kept and f"email={'a' * 300}98" in kept and f"email={'a' * 300}0" not in kept
    assert encoded_size(kept) <= bounds.SUPPRESSED_BYTES


def test_the_first_that_were_left_go() -> None:
    left = tuple(f"{n:032}" for n in range(200))
    one = JourneyHistory(entered=200, last_entered_at=199, left=left)
    kept = bounds.bounded_left({name: one for name in ("a", "b", "c", "d")})
    assert all(0 < len(each.left) < 200 and each.entered == 200 for each in kept.values())
    assert all(each.left[-1] == left[-1] for each in kept.values())
    assert sum(len(each.left) for each in kept.values()) * bounds.ID_BYTES <= bounds.LEFT_BYTES


def test_the_newest_goal_windows_stay() -> None:
    def window(number: int, entry: bytes) -> GoalWindow:
        return GoalWindow(f"{number:032}", "journey", 1, "", number, entry)

    small = tuple(window(n, b"{}") for n in range(200))
    assert bounds.bounded_windows(small) == small
    big = tuple(window(n, b"x" * 9_000) for n in range(10))
    assert bounds.bounded_windows(big) == big[-5:]
