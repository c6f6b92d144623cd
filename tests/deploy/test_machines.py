"""What machines.yaml says: each part a process with a folder of its own, the same settings and the same secrets."""

import re
from typing import Any

from tests.deploy.files import DEPLOY, parsed, read, unknown_settings

MACHINES: dict[str, Any] = read("machines.yaml")
SERVICES: dict[str, dict[str, Any]] = MACHINES["services"]
OURS = {name: service for name, service in SERVICES.items() if name != "edges"}


def test_commands_and_settings_are_understood() -> None:
    parts = {name: service["command"][0] for name, service in OURS.items()}
    assert parts == {"studio": "studio", "work-a": "work", "work-b": "work", "edge-a": "edge", "edge-b": "edge"}
    for name, service in OURS.items():
        assert parsed(service["command"])["port"] == 8400, name
        assert service["environment"] == SERVICES["studio"]["environment"], name
        assert not unknown_settings(list(service["environment"]))
        assert service["restart"] == "always" and service["read_only"], name


def test_each_has_a_folder_of_its_own_and_all_have_the_same_secrets() -> None:
    folders = [service["volumes"] for service in OURS.values()]
    assert all(two == "secrets:/data/secrets" for _, two in folders)
    own = [one.partition(":")[0] for one, _ in folders]
    assert len(set(own)) == len(OURS) and {*own, "secrets"} == set(MACHINES["volumes"])


def test_the_balancer_looks_at_both_edges() -> None:
    balancer = (DEPLOY / "edges.cfg").read_text(encoding="utf-8")
    assert re.findall(r"^ +server \w+ ([\w-]+):8400", balancer, re.MULTILINE) == ["edge-a", "edge-b"]
    assert "option httpchk GET /ready" in balancer and "balance roundrobin" in balancer
    assert SERVICES["edges"]["volumes"] == ["./edges.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]


def test_it_stands_beside_the_postgresql_of_compose() -> None:
    beside = read("compose.yaml")
    assert not SERVICES.keys() & beside["services"].keys()
    assert SERVICES["studio"]["networks"] == ["inside"] and "inside" in beside["networks"]
    url = SERVICES["studio"]["environment"]["LOOPLINE_STORE"]
    assert url == beside["services"]["loopline-a"]["environment"]["LOOPLINE_STORE"]
