"""A log whose brokers do not answer says so, soon, and never what its URL holds. With brokers: tests/cluster."""

from collections.abc import Callable, Iterator

import pytest

from loopline.bench.server import free_port
from loopline.model.errors import Invalid, Unavailable
from loopline.storage.kafka import driver as kafka_driver
from loopline.storage.kafka.log import KafkaLog
from tests.contracts.made import events

SECRET = "s3cret"


@pytest.fixture
def away() -> Iterator[KafkaLog]:
    log = KafkaLog(f"kafka://ann:{SECRET}@127.0.0.1:{free_port()}/x", checked=False)
    yield log
    log.close()


@pytest.mark.parametrize(
    "act",
    [
        KafkaLog.end,
        KafkaLog.horizon,
        lambda log: log.read(0, 1),
        lambda log: log.count(0),
        lambda log: log.append([events(1, 1)]),
        lambda log: log.append([[]]),
        lambda log: log.trim(1, 1),
    ],
    ids=["end", "horizon", "read", "count", "append", "append nothing", "trim"],
)
def test_every_question_is_refused_by_one_code(away: KafkaLog, act: Callable[[KafkaLog], object]) -> None:
    for _ in range(2):  # the second time at once
        with pytest.raises(Unavailable) as refused:
            act(away)
        assert refused.value.code == "log_unreachable"
        assert SECRET not in refused.value.text and "127.0.0.1" not in refused.value.text


def test_a_start_is_refused() -> None:
    with pytest.raises(Unavailable) as refused:
        KafkaLog(f"kafka://127.0.0.1:{free_port()}/x")
    assert refused.value.code == "log_unreachable"


def test_a_wrong_url_is_refused_before_anybody_is_asked() -> None:
    with pytest.raises(Invalid) as refused:
        KafkaLog("kafka://x")
    assert refused.value.code == "log_url_invalid"


def test_without_the_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(kafka_driver, "import_module", missing)
    with pytest.raises(Unavailable) as refused:
        KafkaLog("kafka://127.0.0.1:9092/x")
    assert refused.value.code == "driver_missing"
    assert "loopline[kafka]" in refused.value.text
