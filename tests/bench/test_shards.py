"""One shard and two, through HTTP and by the loops alone, as small as it goes."""

from pathlib import Path

from loopline.bench.shards import ShardBench
from loopline.bench.sinks import running_sinks


def test_both_are_measured_in_turn_and_told(tmp_path: Path) -> None:
    said: list[str] = []
    with running_sinks() as sinks:
        found = ShardBench(tmp_path, sinks, said.append, events=1_000).measure(2, 1)
    assert found.shards == 2
    assert found.http_ratio == round(found.decided_per_s / found.one_decided_per_s, 2) > 0
    assert found.loop_ratio == round(found.loops_per_s / found.one_loop_per_s, 2) > 0
    assert found.one_cpu_us_per_event > 0
    assert found.cores_used > 0
    assert [line.split(":")[0] for line in said] == [
        "1 shards through HTTP",
        "1 loops alone",
        "2 shards through HTTP",
        "2 loops alone",
    ]
    assert list(tmp_path.iterdir()) == []
