"""Where something of ours raises, one message pays: it is tried again a few times and then refused."""

import pytest

from loopline.model.errors import Unavailable
from loopline.model.records import OutboxRow
from loopline.pipeline.isolate import AGAIN_MS, FailedAt, failed_within, failing_as
from tests.contracts.made import message

NOW = 1_700_000_000_000


def row(attempt: int = 0) -> OutboxRow:
    return OutboxRow(message=message("m"), status="pending", due_at=NOW, attempt=attempt)


def test_a_fault_bears_the_code_of_its_place_and_the_name_of_its_cause() -> None:
    with pytest.raises(FailedAt) as failed, failing_as("render_failed"):
        raise AssertionError("<![x")
    answer = failed_within(row(), NOW, failed.value)
    assert (answer.message, answer.result, answer.code, answer.attempt) == ("m", "retry", "render_failed", 1)
    assert "AssertionError" in answer.reason and "<![x" not in answer.reason
    assert failed_within(row(), NOW, ValueError()).code == "dispatch_failed"


@pytest.mark.parametrize("weather", [Unavailable("engine_away", "not there"), BrokenPipeError(), MemoryError()])
def test_weather_is_no_fault_of_a_message(weather: Exception) -> None:
    with pytest.raises(type(weather)), failing_as("render_failed"):
        raise weather


def test_every_attempt_but_the_last_has_a_pause() -> None:
    answers = [failed_within(row(attempt), NOW, ValueError()) for attempt in range(len(AGAIN_MS) + 1)]
    assert [answer.result for answer in answers] == [*["retry"] * len(AGAIN_MS), "refused"]
    assert [answer.next_at for answer in answers] == [*[NOW + pause for pause in AGAIN_MS], None]
