"""What every test shares: no traffic off this machine, no outside settings, a turn for the clocked ones."""

import fcntl
import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# On a busy machine a deadline measures the neighbours. CI takes the same examples each time, so its failures repeat.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests marked `anyio` run on asyncio, the only loop that Loopline uses."""
    return "asyncio"


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
