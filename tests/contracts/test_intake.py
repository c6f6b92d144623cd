"""The Intake port, kept alike by a thread and by a process: on disk when answered, in order, refused with a type."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from loopline.model.errors import Invalid, TooLarge, Unavailable
from loopline.signals.dialects.segment_wire import BATCH_BYTES_MAX
from tests.contracts.doors import Door, by_process, by_thread, named
from tests.runtime.parts import NOON, event

pytestmark = pytest.mark.anyio
GOOD = {"type": "track", "userId": "ann", "event": "bought", "messageId": "m1"}
BAD = {"type": "track", "userId": "ann", "messageId": "m2"}


@pytest.fixture(params=[by_thread, by_process])
async def door(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Door]:
    opened = Door(tmp_path, request.param)
    opened.intake.start()
    yield opened
    await asyncio.to_thread(opened.intake.stop)
    opened.log.close()


def body(*messages: object) -> bytes:
    return msgspec.json.encode({"batch": messages})


async def test_what_was_answered_is_on_disk_with_its_position(door: Door) -> None:
    assert await door.intake.accept(named([1, 2])) == 1
    assert await door.intake.accept(named([3])) == 3
    assert door.names() == ["e1", "e2", "e3"]
    assert door.woken >= 1


async def test_a_request_is_read_and_its_bad_messages_cost_the_good_ones_nothing(door: Door) -> None:
    taken = await door.intake.take("segment", body(GOOD, BAD), NOON)
    assert (taken.messages, taken.signals) == (1, 1)
    assert [(error.index, error.message_id) for error in taken.errors] == [(1, "m2")]
    assert door.names() == ["bought"]
    (entry,) = door.log.read(0, 10)
    assert entry.signals[0] is not None and entry.signals[0].received_at == NOON


async def test_a_single_message_takes_its_type_from_the_address(door: Door) -> None:
    single = {name: value for name, value in GOOD.items() if name != "type"}
    assert (await door.intake.take("segment", msgspec.json.encode(single), NOON, "track")).messages == 1


async def test_a_request_without_one_good_message_writes_nothing(door: Door) -> None:
    taken = await door.intake.take("segment", body(BAD), NOON)
    assert (taken.messages, len(taken.errors)) == (0, 1)
    assert door.log.end() == 0


async def test_a_body_that_cannot_be_read_is_the_senders_error(door: Door) -> None:
    with pytest.raises(Invalid) as caught:
        await door.intake.take("segment", b"{", NOON)
    assert (caught.value.code, caught.value.status) == ("body_not_json", 400)
    with pytest.raises(TooLarge) as large:
        await door.intake.take("segment", b" " * (BATCH_BYTES_MAX + 1), NOON)
    assert (large.value.code, large.value.status) == ("batch_too_large", 413)
    assert (await door.intake.take("segment", body(GOOD), NOON)).messages == 1


async def test_many_ask_at_once_and_each_keeps_its_order(door: Door) -> None:
    async def ask(who: int) -> list[int]:
        return [await door.intake.accept([event(f"p{who}", f"{who}-{n}", NOON)]) for n in range(20)]

    positions = await asyncio.gather(*(ask(who) for who in range(8)))
    assert sorted(position for one in positions for position in one) == list(range(1, 161))
    found = door.names()
    assert all(
        [name for name in found if name.startswith(f"{who}-")] == [f"{who}-{n}" for n in range(20)] for who in range(8)
    )


async def test_signals_of_every_family_come_back_as_they_were(door: Door) -> None:
    given = await door.intake.take(
        "segment",
        body(GOOD, {"type": "identify", "userId": "ann", "anonymousId": "x", "traits": {"n": 2**63, "ü": [1.5, None]}}),
        NOON,
    )
    read = [signal for entry in door.log.read(0, 10) for signal in entry.signals if signal is not None]
    assert given.signals == len(read) == 2
    await door.intake.accept(read)
    again = [signal for entry in door.log.read(2, 10) for signal in entry.signals]
    assert again == read


async def test_after_the_stop_it_says_so(door: Door) -> None:
    await door.intake.accept(named([1]))
    await asyncio.to_thread(door.intake.stop)
    with pytest.raises(Unavailable) as caught:
        await door.intake.accept(named([2]))
    assert caught.value.code == "stopping"
    assert door.names() == ["e1"]


async def test_the_stop_writes_what_was_given_before(door: Door) -> None:
    asked = [asyncio.ensure_future(door.intake.accept(named([n]))) for n in range(50)]
    await asyncio.sleep(0.01)
    await asked[0]
    await asyncio.to_thread(door.intake.stop)
    answers = await asyncio.gather(*asked, return_exceptions=True)
    written = [n for n, answer in enumerate(answers) if isinstance(answer, int)]
    assert set(door.names()) >= {f"e{n}" for n in written}
    assert written
