"""Operators over HTTP: added, dropped, their passwords changed and their sessions ended."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from loopline.logs import set_up_logs
from tests.studio.house import House, error_of

ADA = {"name": "Ada", "email": "ada@example.test", "password": "a long walk on the beach"}
BOB = {"name": "Bob", "email": "bob@example.test", "password": "another long password"}
WRITE = {"X-Loopline-Studio": "1"}


@pytest.fixture(scope="module")
def owned(house: House) -> Iterator[House]:
    """A house with its owner, and one operator more."""
    assert house.stranger.post("/api/setup", json={**ADA, "token": house.setup_token()}).status_code == 200
    house.stranger.cookies.clear()
    assert house.client.post("/api/operators", json=BOB).status_code == 204
    yield house


@contextmanager
def browser(house: House, who: dict[str, str], **changed: str) -> Iterator[httpx2.Client]:
    """A browser that is signed in."""
    with httpx2.Client(base_url=house.url, headers=WRITE, timeout=60, trust_env=False, verify=False) as client:
        body = {"email": who["email"], "password": who["password"], **changed}
        assert client.post("/api/session", json=body).status_code == 200
        yield client


def is_in(client: httpx2.Client) -> bool:
    return bool(client.get("/api/session").json()["state"] == "signed_in")


def test_operators_are_listed_with_their_sessions_and_without_secrets(owned: House) -> None:
    with browser(owned, BOB):
        answer = owned.client.get("/api/operators")
        assert [one["email"] for one in answer.json()["operators"]] == [ADA["email"], BOB["email"]]
        assert answer.json()["operators"][1]["sessions"] >= 1
        assert "argon2" not in answer.text


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, (409, "operator_exists")),
        ({"email": "nobody"}, (400, "email_invalid")),
        ({"email": "eve@example.test", "password": "short"}, (400, "password_length")),
        ({"email": "eve@example.test", "name": " "}, (400, "name_invalid")),
    ],
)
def test_what_is_no_operator_is_refused(owned: House, changed: dict[str, str], code: tuple[int, str]) -> None:
    assert error_of(owned.client.post("/api/operators", json={**BOB, **changed})) == code


def test_ones_own_password_needs_the_current_one_and_ends_the_other_sessions(owned: House) -> None:
    path = f"/api/operators/{BOB['email']}/password"
    new = "a third long password"
    with browser(owned, BOB) as here, browser(owned, BOB) as there:
        wrong = here.put(path, json={"password": new, "current": "guess guess guess"})
        assert error_of(wrong) == (403, "password_wrong")
        assert here.put(path, json={"password": new, "current": BOB["password"]}).status_code == 204
        assert is_in(here) and not is_in(there)
        with browser(owned, BOB, password=new) as anew:
            assert is_in(anew)
        assert owned.client.put(path, json={"password": BOB["password"]}).status_code == 204, "a key resets it"
        assert not is_in(here)


def test_somebody_is_signed_out_everywhere_but_here(owned: House) -> None:
    with browser(owned, ADA) as here, browser(owned, ADA) as there:
        assert here.delete(f"/api/operators/{ADA['email']}/sessions").json()["ended"] >= 1
        assert is_in(here) and not is_in(there)
        assert owned.client.delete(f"/api/operators/{ADA['email']}/sessions").json() == {"ended": 1}
        assert not is_in(here)


def test_an_operator_who_is_dropped_is_out_at_once_and_the_last_one_stays(owned: House) -> None:
    assert owned.client.post("/api/operators", json={**BOB, "email": "eve@example.test"}).status_code == 204
    with browser(owned, {**BOB, "email": "eve@example.test"}) as eve:
        assert owned.client.delete("/api/operators/eve@example.test").status_code == 204
        assert not is_in(eve)
    assert error_of(owned.client.delete("/api/operators/eve@example.test")) == (404, "operator_unknown")
    assert owned.client.delete(f"/api/operators/{BOB['email']}").status_code == 204
    assert error_of(owned.client.delete(f"/api/operators/{ADA['email']}")) == (409, "operator_last")
    assert owned.client.post("/api/operators", json=BOB).status_code == 204


def test_each_change_is_in_the_servers_log_with_its_author(owned: House, capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info")
    with browser(owned, ADA) as here:
        assert here.delete(f"/api/operators/{BOB['email']}/sessions").status_code == 200
    told = capfd.readouterr()
    line = next(one for one in (told.out + told.err).splitlines() if "operator_sessions_ended" in one)
    assert "Ada" in line and BOB["email"] in line
