"""What compose would run, run as processes by the same commands: PostgreSQL with its standby, and two servers."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from loopline.bench.server import Server, free_port
from tests.deploy.files import DEPLOY, SERVE, parsed, path_with, read, unknown_settings
from tests.simulation.lives import OURS, asked, is_ready, stands_by, until
from tests.storage.postgres import SECRET, UNPRIVILEGED, PostgresServer, running_postgres

COMPOSE: dict[str, Any] = read("compose.yaml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS_BY_NAME = ("loopline-a", "loopline-b")
SECONDS = 60.0


def test_everything_that_is_named_is_there() -> None:
    for name, service in SERVICES.items():
        assert re.fullmatch(r"\S+:[\w.]*\d[\w.-]*(\})?", service["image"]), f"{name} runs whatever is newest"
        assert service["restart"] == "always", name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            there = (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
            assert there, f"{name}: {source}"


def test_servers_are_the_same_and_say_what_a_server_understands() -> None:
    first, second = (SERVICES[name] for name in OURS_BY_NAME)
    assert first == second
    assert first["command"] == SERVE
    assert parsed(SERVE)["port"] == 8400
    assert not unknown_settings(list(first["environment"]))
    example = re.findall(r"^(\w+)=", (DEPLOY / "example.env").read_text(encoding="utf-8"), re.MULTILINE)
    asked_for = set(re.findall(r"\$\{(\w+):\?", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert asked_for <= set(example), "whatever has to be set stands in the example"


def test_the_balancer_and_prometheus_look_at_both() -> None:
    balancer = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
    assert re.findall(r"^ +server \w+ ([\w-]+):8400", balancer, re.MULTILINE) == list(OURS_BY_NAME)
    assert "option httpchk GET /ready" in balancer
    (job,) = read("prometheus/prometheus.yaml")["scrape_configs"]
    assert job["static_configs"][0]["targets"] == [f"{name}:8400" for name in OURS_BY_NAME]


@contextmanager
def composed_postgres() -> Iterator[tuple[PostgresServer, Path]]:
    """A primary and a standby, made by our scripts; gives the primary and the standby's socket folder."""
    with running_postgres() as primary, tempfile.TemporaryDirectory(prefix="loopline-sb-", dir="/tmp") as place:
        os.chmod(place, 0o777)  # the standby runs as somebody without rights
        env = path_with(primary._bin) | {
            "PGHOST": str(primary.folder),
            "PGDATA": str(primary._data),
            "PRIMARY_HOST": str(primary.folder),
            "LOOPLINE_DB_PASSWORD": SECRET,
            "LOOPLINE_REPLICA_PASSWORD": SECRET,
        }
        made = subprocess.run(
            ["sh", str(DEPLOY / "postgres/primary.sh")], env=env, capture_output=True, text=True, timeout=SECONDS
        )
        assert made.returncode == 0, made.stderr
        assert "scram-sha-256" in (primary._data / "pg_hba.conf").read_text().splitlines()[-1]
        primary.ask("SELECT pg_reload_conf()")  # the image starts the server anew here
        script = Path(place) / "standby.sh"
        script.write_text((DEPLOY / "postgres/standby.sh").read_text())
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={place}", "-c", "max_connections=300"]
        with (Path(place) / "log").open("ab") as heard:
            standby = subprocess.Popen(
                ["sh", str(script), *options],
                env=env | {"PGDATA": f"{place}/data"},
                stdout=heard,
                stderr=heard,
                cwd="/",
                user=UNPRIVILEGED if os.geteuid() == 0 else None,
            )
        try:
            followers = (
                "SELECT sync_state = 'sync' FROM pg_stat_replication WHERE application_name = 'loopline_standby'"
            )
            ends = time.monotonic() + SECONDS
            while primary.ask(followers) != [(True,)]:
                assert standby.poll() is None and time.monotonic() < ends, (Path(place) / "log").read_text()[-2_000:]
                time.sleep(0.1)
            yield primary, Path(place)
        finally:
            standby.terminate()
            standby.wait(SECONDS)


@contextmanager
def served(folder: Path, settings: dict[str, str]) -> Iterator[list[Server]]:
    """Both servers by the command of the file, on free ports and in one folder, as the file has it."""
    found = []
    folder.mkdir()
    try:
        for name in OURS_BY_NAME:
            port = free_port()
            words = [*map(str, SERVICES[name]["command"])]
            words[words.index("/data")], words[words.index("8400")] = str(folder), str(port)
            with (folder / f"{name}.log").open("ab") as heard:
                command = [sys.executable, "-m", "loopline", *words]
                process = subprocess.Popen(command, env=settings, stdout=heard, stderr=heard)
            found.append(Server(folder, f"http://127.0.0.1:{port}", "", process))
            until(lambda: asked(found[-1], "/live")[0] == 200 or found[-1].process.poll() is not None, "live")
        yield found
    finally:
        for server in found:
            server.hang_up()
            if server.process.poll() is None:
                server.kill()


@pytest.mark.alone
def test_what_is_composed_serves_stands_by_takes_over_and_survives_its_primary(tmp_path: Path) -> None:
    with composed_postgres() as (primary, standby):
        written = SERVICES["loopline-a"]["environment"]["LOOPLINE_STORE"]
        url = re.sub(r"\$\{LOOPLINE_DB_PASSWORD:[^}]*\}", SECRET, written)
        url = url.replace("postgres-primary,postgres-standby", "") + f"&host={primary.folder},{standby}"
        settings = {"LOOPLINE_STORE": url, "LOOPLINE_STORE_STANDBY": "required", **OURS}
        with served(tmp_path / "data", settings) as (first, second):
            until(lambda: is_ready(first), "ready")
            until(lambda: stands_by(second), "stands by")
            first.process.terminate()
            until(lambda: is_ready(second), "taken over")
            assert first.process.wait(SECONDS) == 0
            assert json.loads(asked(second, "/api/health")[1])["facts"] == "fit"
            primary.kill()
            with psycopg.connect(f"postgresql://postgres@/postgres?host={standby}", autocommit=True) as connection:
                connection.execute("SELECT pg_promote()")
                connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
                connection.execute("SELECT pg_reload_conf()")
            until(lambda: is_ready(second) and json.loads(asked(second, "/api/health")[1])["status"] == "ok", "on")
            second.process.terminate()
            assert second.process.wait(SECONDS) == 0
        with served(tmp_path / "again", settings) as (third, _):
            assert third.process.wait(SECONDS) == 1
        assert "[standby_missing]" in (tmp_path / "again" / "loopline-a.log").read_text()
