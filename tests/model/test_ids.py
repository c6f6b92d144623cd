"""Ids: no two people share a key, and hashes are the same on every machine, for ever."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.model.ids import (
    RESERVED,
    account_key,
    anonymous_key,
    bucket,
    digest8,
    person_key,
    shard_of,
    shown_id,
    stable_id,
)

IDS = st.text(min_size=1, max_size=20) | st.text(RESERVED + "a", min_size=1, max_size=4)


@given(one=IDS, two=IDS)
def test_keys_of_different_ids_differ(one: str, two: str) -> None:
    keys = [person_key(one), person_key(two), anonymous_key(one), anonymous_key(two), account_key(one)]
    assert (keys[0] == keys[1]) == (one == two)
    assert person_key(one) not in (anonymous_key(two), account_key(two))


@given(text=IDS)
def test_the_id_comes_back(text: str) -> None:
    assert shown_id(person_key(text)) == text or text[0] == "="
    assert shown_id(account_key(text)) == text


@pytest.mark.parametrize("text", ["a", "=a", "~a", "@a", "!program"])
def test_marks_of_ours_are_escaped(text: str) -> None:
    assert shown_id(person_key(text)) == text


def test_hashes_never_change() -> None:
    """These values are in stores and decide who is held out: a change would move people between arms."""
    assert bucket("loopline", "journey:upsell", "ann") == 0.13262664938049087
    assert stable_id("ann", "upsell", "m1") == "7b64bd3a7302b351f78357e13c80356e"
    assert digest8("m1").hex() == "d11f79d4b490b654"
    assert [shard_of("ann", n) for n in (1, 2, 16)] == [0, 1, 5]


def test_hashes_do_not_depend_on_the_process() -> None:
    code = "from loopline.model.ids import bucket; print(bucket('s', 'l', 'u'))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {f"{bucket('s', 'l', 'u')}\n"}


def test_buckets_are_spread_evenly_and_levels_are_independent() -> None:
    people = [f"p{n}" for n in range(20_000)]
    inside = [bucket("s", "global", p) < 0.1 for p in people]
    both = [bucket("s", "journey:x", p) < 0.1 for p, held in zip(people, inside, strict=True) if held]
    assert abs(sum(inside) / len(people) - 0.1) < 0.01
    assert abs(sum(both) / len(both) - 0.1) < 0.03


@given(parts=st.lists(st.text(), min_size=1, max_size=4))
def test_an_id_is_of_its_parts(parts: list[str]) -> None:
    assert stable_id(*parts) == stable_id(*parts)
    assert len(stable_id(*parts)) == 32


@given(text=st.text(), shards=st.integers(1, 64))
def test_a_shard_is_one_of_them(text: str, shards: int) -> None:
    assert 0 <= shard_of(text, shards) < shards
