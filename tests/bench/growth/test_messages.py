"""Messages by both ways, and at a steady pace."""

from pathlib import Path

from loopline.bench.growth.messages import messages
from tests.bench.growth.sane import checked, small_ground


def test_messages_are_measured_by_both_ways(tmp_path: Path) -> None:
    with small_ground(tmp_path) as ground:
        of = {name: one.value for name, one in checked(messages(ground)).items()}
    for way in ("smtp", "webhook"):
        assert of[f"{way}_messages_per_s"] > 0
        assert f"{way}_cpu_ms_per_message" in of
    assert 0 < of["latency_p50_ms"] <= of["latency_p99_ms"]
