"""A house in which what concerns more than two people needs two people."""

from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.studio.house import House, identify, living

PASSWORD = "a long enough password"
STUDIO = {"X-Loopline-Studio": "1"}


class Pair(NamedTuple):
    """A house in which what concerns more than two people needs two people, and both of them."""

    house: House
    first: httpx2.Client
    second: httpx2.Client


def two_people(held: ExitStack, folder: Path) -> Pair:
    """A house with four people on the free plan, and two who publish there."""
    house = held.enter_context(living(folder))
    owner = {"name": "Olga", "email": "olga@x.test", "password": PASSWORD, "token": house.setup_token()}
    assert house.stranger.post("/api/setup", json=owner, headers=STUDIO).status_code == 200
    house.stranger.cookies.clear()
    both = []
    for name in ("ann", "bob"):
        body = {"name": name.title(), "email": f"{name}@x.test", "password": PASSWORD, "role": "publisher"}
        assert house.client.post("/api/operators", json=body).status_code == 204
        client = httpx2.Client(base_url=house.url, headers=STUDIO, timeout=60, trust_env=False, verify=False)
        both.append(held.enter_context(client))
        signed = client.post("/api/session", json={"email": f"{name}@x.test", "password": PASSWORD})
        assert signed.status_code == 200, signed.text
    house.client.put("/api/segments/free_plan", json={"when": 'plan == "free"', "name": "Free", "reason": "x"})
    house.send(*(identify(f"p{number}", email=f"p{number}@example.com", plan="free") for number in range(4)))
    rules = {"document": {"kind": "workspace", "approval": {"above": 2}}, "reason": "big ones"}
    assert house.client.put("/api/workspace", json=rules).status_code == 200
    return Pair(house, *both)
