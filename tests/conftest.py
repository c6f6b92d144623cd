"""What every test shares: fixed examples, no traffic off this machine, no outside settings, turns for clocked ones."""

import fcntl
import gc
import os
import socket
import sys
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from loopline.logs import OURS

OUTSIDE = "rows that may not be copied stand outside of this repository"

if TYPE_CHECKING:
    from tests.storage.postgres import PostgresServer

# Everybody draws the same examples each time, so a check that was green stays green until something changes. New ones
# are drawn by `make nightly`, which names its seed. On a busy machine a deadline would measure the neighbours.
settings.register_profile(
    "ci", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None, print_blob=True
)
settings.register_profile("nightly", settings.get_profile("ci"), derandomize=False)
settings.load_profile("ci")

LOOPBACK = ("127.", "::1", "localhost")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--times 50` draws fifty times the examples of each property, `--times 0.2` a fifth of them."""
    parser.addoption("--times", type=float, default=1.0, help="draw so many times the examples of each property")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What a property or a state machine says of itself by `settings` is multiplied as well."""
    times: float = config.getoption("--times")
    if times == 1:
        return
    found = [item for item in items if isinstance(item, pytest.Function) and is_hypothesis_test(item.function)]
    for machine in {item.cls for item in found if item.cls is not None}:
        machine.settings = _more(machine.settings, times)
    for test in {item.function for item in found if item.cls is None}:  # which cannot be decorated twice
        test._hypothesis_internal_use_settings = _more(test._hypothesis_internal_use_settings, times)


def pytest_collection_finish() -> None:
    """Eleven thousand tests and what they import live to the end: looking through them for rubbish took a fifth of the
    time of some folders."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _more(own: settings, times: float) -> settings:
    return settings(own, max_examples=max(1, round(own.max_examples * times)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips itself proves nothing and says so to nobody: it fails.

    Rows of others that may not be copied here are the exception: where they are away, the summary says so.
    """
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and OUTSIDE not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"no test is skipped: what it needs is in the repository, or made by it ({report.longrepr})"
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio, the only loop that Loopline uses."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> "Iterator[PostgresServer]":
    """One real PostgreSQL server, for all tests that leave it running."""
    from tests.storage.postgres import running_postgres

    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_url(postgres: "PostgresServer") -> str:
    return postgres.make()


@pytest.fixture
def postgres_url(postgres: "PostgresServer", _postgres_url: str) -> str:
    """A database of this test's own, with our tables and nothing in them."""
    postgres.empty(_postgres_url)
    return _postgres_url


@pytest.fixture(scope="session", autouse=True)
def _looks_come_soon() -> Iterator[None]:
    """An app inside a test looks again after 0.05 s for what it was not told of, where a server takes its time.

    Nothing is imported for it: by now whatever makes an app has been. A test that is about a pause sets its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        for place, name in (("dispatch.backlog", "LOOK_SECONDS"), ("upkeep.facts_export", "GATHER_SECONDS")):
            if (module := sys.modules.get(f"loopline.runtime.{place}")) is not None:
                patch.setattr(module, name, 0.05)
        yield


@pytest.fixture(autouse=True)
def _what_a_command_sets_for_its_process_ends_with_its_test() -> Iterator[None]:
    """A command that runs inside a test sets the form of logs and the mask of new files for the whole process."""
    handlers, level, propagate = OURS.handlers, OURS.level, OURS.propagate
    mask = os.umask(0o077)
    os.umask(mask)
    yield
    os.umask(mask)
    OURS.handlers, OURS.propagate = handlers, propagate
    OURS.setLevel(level)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LOOPLINE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that tries to reach another machine fails where it tries."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = str(address[0]) if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not host.startswith(LOOPBACK):
            raise AssertionError(f"a test reached for {address!r}; tests talk to this machine only")
        connect(self, address)  # type: ignore[arg-type]  # the address is passed through as it came

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _turn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Gives a test marked `alone` the machine to itself among the workers; the others share it.

    Everybody passes the turnstile, so that a waiting clocked test is not overtaken for ever.
    """
    if not hasattr(request.config, "workerinput"):  # one process: every test is alone
        yield
        return
    shared = tmp_path_factory.getbasetemp().parent
    how = fcntl.LOCK_EX if request.node.get_closest_marker("alone") else fcntl.LOCK_SH
    with (shared / "machine").open("a") as machine, (shared / "turnstile").open("a") as turnstile:
        fcntl.flock(turnstile, how)
        fcntl.flock(machine, how)
        if how == fcntl.LOCK_SH:
            fcntl.flock(turnstile, fcntl.LOCK_UN)
        yield
