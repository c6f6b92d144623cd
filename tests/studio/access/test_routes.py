"""Signing in: one owner, a cookie that no script reads, a limit for those who guess; and the keys of the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopline.api.auth import SESSION_COOKIE
from loopline.settings import Settings
from tests.studio.house import House, error_of, living

PASSWORD = "a long walk on the beach"
OWNER = {"name": "Ada", "email": "Ada@Example.test ", "password": PASSWORD}
WRITE = {"X-Loopline-Studio": "1"}


@pytest.fixture(scope="module")
def owned(house: House) -> Iterator[House]:
    """A house with its owner."""
    assert house.stranger.get("/api/session").json() == {"state": "setup", "person": None}
    for field, value in (("password", "short"), ("password", "x" * 257), ("email", "nobody"), ("name", " ")):
        answer = house.stranger.post("/api/setup", json={**OWNER, field: value})
        assert answer.status_code == 400 and answer.json()["error"]["at"] == field
    answer = house.stranger.post("/api/setup", json=OWNER)
    assert answer.json() == {"state": "signed_in", "person": {"name": "Ada", "email": "ada@example.test"}}
    house.stranger.cookies.clear()
    yield house


def sign_in(house: House, password: str = PASSWORD, email: str = "ada@example.test") -> str:
    """The cookie; the client itself keeps none."""
    answer = house.stranger.post("/api/session", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    token = answer.cookies[SESSION_COOKIE]
    house.stranger.cookies.clear()
    return token


def test_a_second_owner_is_refused(owned: House) -> None:
    answer = owned.stranger.post("/api/setup", json={**OWNER, "email": "eve@example.test"})
    assert error_of(answer) == (409, "set_up_already")
    assert owned.stranger.get("/api/session").json() == {"state": "signed_out", "person": None}


def test_the_cookie_opens_the_studio_and_ends_with_signing_out(owned: House) -> None:
    cookie = {"Cookie": f"{SESSION_COOKIE}={sign_in(owned)}"}
    person = {"name": "Ada", "email": "ada@example.test"}
    assert owned.stranger.get("/api/session", headers=cookie).json() == {"state": "signed_in", "person": person}
    assert owned.stranger.get("/api/journeys", headers=cookie).status_code == 200
    assert error_of(owned.stranger.post("/api/keys", json={"role": "write"}, headers=cookie)) == (
        401,
        "studio_header_missing",
    )
    assert owned.stranger.post("/api/keys", json={"role": "write"}, headers={**cookie, **WRITE}).status_code == 200
    out = owned.stranger.delete("/api/session", headers={**cookie, **WRITE})
    assert out.json()["state"] == "signed_out" and 'loopline_session=""' in out.headers["set-cookie"]
    assert error_of(owned.stranger.get("/api/journeys", headers=cookie)) == (401, "signed_out")


def test_the_cookie_is_for_the_browser_alone(owned: House) -> None:
    answer = owned.stranger.post("/api/session", json={"email": "ADA@example.test", "password": PASSWORD})
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=lax" in said and "max-age=1209600" in said and "path=/" in said
    assert "secure" not in said
    owned.stranger.cookies.clear()
    token = answer.cookies[SESSION_COOKIE]
    assert token.encode() not in (owned.app.folder / "studio.db").read_bytes()
    assert token.encode() not in (owned.app.folder / "studio.db-wal").read_bytes()


def test_a_page_of_another_site_signs_nobody_in(owned: House) -> None:
    body = {"email": "ada@example.test", "password": PASSWORD}
    answer = owned.stranger.post("/api/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(answer) == (401, "other_site")


def test_guessing_is_braked_for_the_address_and_not_for_others(owned: House) -> None:
    guess = {"email": "eve@example.test", "password": "wrong password!"}
    codes = {error_of(owned.stranger.post("/api/session", json=guess)) for _ in range(8)}
    assert codes == {(401, "sign_in_wrong")}
    assert error_of(owned.stranger.post("/api/session", json=guess)) == (429, "sign_in_throttled")
    assert sign_in(owned)


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"email":5,"password":"x"}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_none(owned: House, body: bytes) -> None:
    assert error_of(owned.stranger.post("/api/session", content=body)) == (400, "body_invalid")
    assert error_of(owned.stranger.post("/api/setup", content=body)) == (400, "body_invalid")


def test_by_https_the_cookie_travels_by_nothing_else(tmp_path: Path) -> None:
    settings = Settings(public_url="https://loopline.example.test")
    with living(tmp_path, settings) as house:
        answer = house.stranger.post("/api/setup", json=OWNER)
        assert "secure" in answer.headers["set-cookie"].lower()


def test_a_key_is_shown_once_and_can_be_taken_away(house: House) -> None:
    made = house.client.post("/api/keys", json={"role": "admin"}).json()["key"]
    headers = {"Authorization": f"Bearer {made}"}
    assert house.stranger.get("/api/keys", headers=headers).status_code == 200
    listed = house.client.get("/api/keys")
    assert made not in listed.text
    mine = next(one for one in listed.json()["keys"] if made.startswith(one["prefix"]))
    assert mine["role"] == "admin"
    assert house.client.delete(f"/api/keys/{mine['id']}").status_code == 204
    assert error_of(house.stranger.get("/api/keys", headers=headers)) == (401, "key_invalid")
    assert error_of(house.client.delete(f"/api/keys/{mine['id']}")) == (404, "key_unknown")
    assert error_of(house.client.post("/api/keys", json={"role": "root"})) == (400, "body_invalid")
