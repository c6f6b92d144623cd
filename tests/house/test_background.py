"""Nothing runs in the background unseen: whatever outlives a request is made by `runtime/supervise.py`."""

import ast
from collections.abc import Iterator

from tests.house.source import PACKAGE

MAKERS = {"create_task", "ensure_future", "Thread", "Timer", "TaskGroup", "ThreadPoolExecutor", "run_in_executor"}
SUPERVISE = "runtime/supervise.py"
ELSEWHERE = {
    "api/monitoring.py": "one look into the stores; whoever asked waits for it, and not for long",
    "bench/post.py": "the clients of a benchmark",
    "bench/growth/triggers.py": "the command that publishes while a benchmark looks on",
    "crew/machines/hosting.py": "the threads of the process, shared by its shards",
    "upkeep/deciding.py": "the end of one transaction; the loop waits for it before the next one",
    "cli/machines/work.py": "the HTTP server of a worker; its end ends the process",
    "cli/serve.py": "the HTTP server; its end ends the process",
    "cli/standby/waiting.py": "the HTTP server of one that waits; its end ends the process, or it serves from then on",
    "studio/access/passwords.py": "one password; whoever signs in waits for it",
    "studio/previews/run.py": "one preview; whoever asked waits for it",
}


def made_in(text: str) -> Iterator[str]:
    """The makers of tasks and threads that a module calls."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in MAKERS:
                yield name


def test_tasks_and_threads_are_made_by_the_supervisor() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if any(made_in(path.read_text(encoding="utf-8")))
    }
    assert SUPERVISE in found
    unseen = found - ELSEWHERE.keys() - {SUPERVISE}
    assert not unseen, f"use SupervisedTask, SupervisedThread, begin or begin_thread of {SUPERVISE}: {sorted(unseen)}"
    assert not ELSEWHERE.keys() - found, "take away what is no longer needed"


def test_a_loop_of_its_own_would_be_seen() -> None:
    planted = (
        "import asyncio\nasync def start(self): self._task = asyncio.get_running_loop().create_task(self._run())\n"
    )
    assert list(made_in(planted)) == ["create_task"]
    assert list(made_in("from threading import Thread\nThread(target=print).start()")) == ["Thread"]
