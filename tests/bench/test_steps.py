"""Steps on a file and on PostgreSQL do the same work, in turn."""

from pathlib import Path

from loopline.bench.steps import time_steps
from loopline.storage.sql.log import SqlLog
from loopline.storage.sql.state import SqlState


def test_both_decide_the_same(tmp_path: Path, postgres_url: str) -> None:
    found = time_steps(postgres_url, tmp_path, 100, steps=3)
    assert found.signals == 100
    assert min(found.sqlite_ms, found.postgresql_ms, found.ratio) > 0
    answers = []
    for log, state in ((tmp_path / "log.db", tmp_path / "state.db"), (postgres_url, postgres_url)):
        kept_log, kept_state = SqlLog(log), SqlState(state)
        rows = kept_state.outbox(["pending"], 1 << 60, 9_999)
        answers.append((kept_log.end(), kept_state.position(), kept_state.scan("", 9_999), rows))
        kept_log.close()
        kept_state.close()
    assert answers[0] == answers[1]
    assert answers[0][3], "somebody got a message"
