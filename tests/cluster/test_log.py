"""The contract of every Log, kept by Kafka, and what only Kafka can do to a log."""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic
from msgspec import msgpack

from loopline.model.errors import Conflict, Missing, TooLarge, Unavailable
from loopline.model.signal import EventReceived
from loopline.ports import Log
from loopline.storage.kafka import log as kafka_log
from loopline.storage.kafka.log import KafkaLog
from loopline.storage.kafka.packets import end_of, pack_packet
from loopline.storage.log_entries import packed_signals
from tests.cluster.brokers import Brokers
from tests.contracts.log_contract import (
    appended,
    test_a_signal_comes_back_as_it_was,
    test_an_empty_batch_takes_no_position,
    test_an_empty_log_ends_at_0,
    test_paging_sees_each_signal_once,
    test_positions_rise_and_those_of_a_batch_stand_side_by_side,
    test_reading_begins_behind_any_position_and_counts_what_stands_there,
)
from tests.contracts.made import events, read_ids

CONTRACT = (
    test_a_signal_comes_back_as_it_was,
    test_an_empty_batch_takes_no_position,
    test_an_empty_log_ends_at_0,
    test_paging_sees_each_signal_once,
    test_positions_rise_and_those_of_a_batch_stand_side_by_side,
    test_reading_begins_behind_any_position_and_counts_what_stands_there,
)
"""Collected here, and given the log below."""

SECONDS = 30.0


@pytest.fixture(params=[99, 7, 0], ids=["a tail", "a short tail", "hardly a tail"])
def log(request: pytest.FixtureRequest, kafka_url: str) -> Iterator[Log]:
    kept = KafkaLog(kafka_url, tail_signals=request.param)
    yield kept
    kept.close()


@pytest.fixture
def kept(kafka_url: str) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka_url)
    yield log
    log.close()


def opened(url: str) -> KafkaLog:
    """Another process's view: nothing of it is in memory yet."""
    return KafkaLog(url)


def written(broker: Brokers, url: str, *values: bytes) -> None:
    """Records by a hand that is not ours."""
    producer = Producer({"bootstrap.servers": broker.addresses, "log_level": 0})
    for value in values:
        producer.produce(url.rpartition("/")[2], value, partition=0)
    assert producer.flush(SECONDS) == 0


def until_horizon(log: KafkaLog, least: int) -> int:
    ends = time.monotonic() + SECONDS
    while (found := log.horizon()) < least:
        assert time.monotonic() < ends, f"the horizon stays at {found}"
        time.sleep(0.1)
    return found


def test_a_batch_of_many_records_is_one_entry_and_its_positions_stand_side_by_side(kafka_url: str) -> None:
    with_two = KafkaLog(kafka_url)
    first, second = with_two.append([events(1, 1_000), events(1_001, 7)])
    assert second == first + 1_000
    assert with_two.end() == second + 6 == end_of(7), "eight records of 128 positions"
    anew = opened(kafka_url)
    for log in (with_two, anew):
        assert [place for place, _ in read_ids(log, 0, 2_000)] == list(range(first, second + 7))
        assert read_ids(log, first + 500, 1)[0] == (first + 501, "m502")
        assert log.count(first + 499) == 507
        log.close()


def test_a_batch_larger_than_a_record_is_cut_by_its_bytes(kafka_url: str) -> None:
    log = KafkaLog(kafka_url)
    text = "".join(map(str, range(400_000)))
    large = EventReceived(id="m1", key="ann", at=1, received_at=1, name="x", properties=msgpack.encode({"text": text}))
    (first,) = log.append([[large]])
    anew = opened(kafka_url)
    assert [list(entry.signals) for entry in anew.read(0, 1)] == [[large]]
    assert log.end() == first == end_of(2), "three records of 900 kB at most"
    log.close()
    anew.close()


def test_a_batch_that_is_too_large_is_refused_and_costs_the_next_one_nothing(
    kept: KafkaLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka_log, "PACKET_BYTES_MAX", 2_000)
    with pytest.raises(TooLarge) as refused:
        kept.append([events(1, 100)])
    assert refused.value.code == "log_batch_size"
    assert kept.append([events(1, 1)]) == [end_of(0)]
    assert read_ids(kept, 0, 9) == [(128, "m1")]


def test_a_run_that_was_cut_short_is_left_out_and_the_end_stands_before_it(broker: Brokers, kafka_url: str) -> None:
    log = KafkaLog(kafka_url)
    appended(log, 2)
    end = log.end()
    cut = pack_packet(packed_signals(events(10, 300)), 300, 302, 7, 900_000)
    assert len(cut) == 3
    written(broker, kafka_url, *cut[:2])
    anew = opened(kafka_url)
    assert anew.end() == log.end() == end
    assert anew.read(end, 10) == log.read(end, 10) == []
    (after,) = anew.append([events(3, 1)])
    assert read_ids(log, 0, 99) == read_ids(opened(kafka_url), 0, 99) == [(end - 1, "m1"), (end, "m2"), (after, "m3")]
    assert log.count(0) == 3 and log.end() == after
    written(broker, kafka_url, cut[2])
    assert log.end() == opened(kafka_url).end() == after, "its end came too late"
    for one in (log, anew):
        one.close()


def test_a_record_of_somebody_else_stands_for_a_signal_that_cannot_be_read(
    broker: Brokers, kept: KafkaLog, kafka_url: str
) -> None:
    appended(kept, 1)
    written(broker, kafka_url, b"hello", b"")
    ours = kept.append([events(2, 1)])
    entries = kept.read(0, 9)
    assert [list(one.signals) for one in entries[1:3]] == [[None], [None]]
    assert entries[3].position == ours[0] and kept.end() == ours[0]


def test_two_appenders_in_turns_are_one_log(kafka_url: str) -> None:
    one, other = KafkaLog(kafka_url), KafkaLog(kafka_url)
    seen: list[tuple[int, str]] = []
    for number in range(1, 7):
        (first,) = (one if number % 2 else other).append([events(number, 1)])
        seen.append((first, f"m{number}"))
    assert read_ids(one, 0, 99) == read_ids(other, 0, 99) == seen
    assert one.end() == other.end() == seen[-1][0]
    for log in (one, other):
        log.close()


def test_trimming_lets_whole_runs_go_and_the_last_one_stays(kept: KafkaLog, kafka_url: str) -> None:
    everything = appended(kept, 2, 300, 1, 3)
    begins_of_third, last = everything[302][0], everything[-1][0]
    assert kept.trim(everything[200][0], 10) == 1, "not the packet that it stands in"
    assert kept.horizon() == everything[1][0]
    assert kept.trim(begins_of_third, 10) == 4
    assert kept.trim(begins_of_third, 10) == 0
    anew = opened(kafka_url)
    for log in (kept, anew):
        assert read_ids(log, begins_of_third, 99) == everything[303:]
        assert log.count(0) == log.count(begins_of_third) == 3
        assert log.horizon() == begins_of_third
    with pytest.raises(Missing) as gone:
        anew.read(0, 1)
    assert gone.value.code == "log_trimmed"
    assert kept.trim(last, 10) == 0
    anew.close()


def test_retention_moves_the_horizon_and_an_emptied_log_ends_where_it_ended(
    broker: Brokers, kept: KafkaLog, kafka_url: str
) -> None:
    everything = appended(kept, 300, 2)
    end = kept.end()
    name = kafka_url.rpartition("/")[2]
    changes = [
        ConfigEntry(setting, value, incremental_operation=AlterConfigOpType.SET)
        for setting, value in (("retention.ms", "1"), ("segment.ms", "100"))
    ]
    resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=changes)
    for future in broker.admin.incremental_alter_configs([resource]).values():
        future.result(SECONDS)
    assert until_horizon(kept, end) == end == everything[-1][0]
    anew = opened(kafka_url)
    assert anew.end() == anew.horizon() == kept.end() == end
    assert anew.read(end, 9) == [] and anew.count(0) == 0
    with pytest.raises(Missing):
        anew.read(0, 9)
    (first,) = anew.append([events(900, 1)])
    assert first > end
    anew.close()


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"cleanup.policy": "compact"}, "log_compacted"),
        ({"cleanup.policy": "compact,delete"}, "log_compacted"),
        ({"unclean.leader.election.enable": "true"}, "log_not_durable"),
    ],
)
def test_a_topic_that_could_forget_is_refused(
    broker: Brokers, kafka_url: str, config: dict[str, str], code: str
) -> None:
    wanted = NewTopic(kafka_url.rpartition("/")[2], 1, 1, config=config)
    for future in broker.admin.create_topics([wanted]).values():
        future.result(SECONDS)
    with pytest.raises(Conflict) as refused:
        KafkaLog(kafka_url)
    assert refused.value.code == code


def test_a_shard_is_a_partition(broker: Brokers, kafka_url: str) -> None:
    name = kafka_url.rpartition("/")[2]
    first = KafkaLog(kafka_url)
    with pytest.raises(Conflict) as refused:
        KafkaLog(kafka_url, 1)
    assert refused.value.code == "log_partitions"
    for future in broker.admin.create_partitions([NewPartitions(name, 2)]).values():
        future.result(SECONDS)
    second = KafkaLog(kafka_url, 1)
    first.append([events(1, 2)])
    second.append([events(7, 1)])
    assert read_ids(first, 0, 9) == [(127, "m1"), (128, "m2")]
    assert read_ids(second, 0, 9) == [(128, "m7")]
    for log in (first, second):
        log.close()


def test_what_the_loop_has_read_is_read_from_memory_and_older_signals_beside_it(kept: KafkaLog) -> None:
    everything = appended(kept, *([20] * 30))
    assert read_ids(kept, 0, 99_999) == everything
    for after in (0, 500, 40, 599, 300):
        place = everything[after][0] - 1
        assert read_ids(kept, place, 1)[0] == everything[after]


def test_a_backup_notes_where_the_log_is(kept: KafkaLog, kafka_url: str, tmp_path: Path) -> None:
    appended(kept, 3)
    kept.note_to(tmp_path / "note")
    text = (tmp_path / "note").read_text()
    assert kafka_url.rpartition("/")[2] in text and str(kept.end()) in text
    assert "127.0.0.1" not in text


def test_a_partition_that_is_full_takes_no_more(kept: KafkaLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_log, "OFFSETS_MAX", 1)
    kept.append([events(1, 1)])
    with pytest.raises(Unavailable) as refused:
        kept.append([events(2, 1)])
    assert refused.value.code == "log_full"


def replaced(ask: Callable[[], object]) -> None:
    """It is refused as soon as the brokers have said what has become of the topic."""
    ends = time.monotonic() + SECONDS
    while True:
        with pytest.raises(Unavailable) as refused:
            ask()
        if refused.value.code != "log_unreachable" or time.monotonic() > ends:
            assert refused.value.code == "log_replaced"
            return
        time.sleep(0.1)


def test_a_topic_that_is_made_again_takes_nothing_that_would_not_be_read(
    kept: KafkaLog, kafka_url: str, broker: Brokers
) -> None:
    """Its positions begin anew, below those that are decided."""
    reader = opened(kafka_url)
    for first in range(1, 60, 3):
        kept.append([events(first, 3)])
    end = reader.end()
    assert len(read_ids(reader, 0, 100)) == 60
    broker.make_again(kafka_url)
    for ask in (partial(kept.append, [events(100, 1)]), kept.end, reader.end, partial(reader.read, end - 3, 10)):
        replaced(ask)
    replaced(partial(kept.append, [events(101, 1)]))
    reader.close()
