"""Signing in: one owner, a cookie that no script reads, a limit for those who guess; and the keys of the API."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from loopline.settings import Settings
from tests.cli.served import server
from tests.studio.house import House, error_of, living

PASSWORD = "a long walk on the beach"
ADA = {"name": "Ada", "email": "ada@example.test", "role": "owner", "sees_people": True}
OWNER = {"name": "Ada", "email": "Ada@Example.test ", "password": PASSWORD}
WRITE = {"X-Loopline-Studio": "1"}


@pytest.fixture(scope="module")
def owned(house: House) -> Iterator[House]:
    """A house with its owner."""
    assert house.stranger.get("/api/session").json() == {"state": "setup", "person": None}
    for guess in ("", "guess", house.setup_token() + "x"):
        refused = house.stranger.post("/api/setup", json={**OWNER, "token": guess})
        assert error_of(refused) == (401, "setup_token_wrong")
    token = house.setup_token()
    for field, value in (("password", "short"), ("password", "x" * 257), ("email", "nobody"), ("name", " ")):
        answer = house.stranger.post("/api/setup", json={**OWNER, "token": token, field: value})
        assert answer.status_code == 400 and answer.json()["error"]["at"] == field
    answer = house.stranger.post("/api/setup", json={**OWNER, "token": token})
    assert answer.json() == {"state": "signed_in", "person": ADA}
    house.stranger.cookies.clear()
    assert house.setup_token() == ""
    yield house


def session_cookie(house: House) -> str:
    """The name of the cookie of a session."""
    return house.app.access.cookies.session


def sign_in(house: House, password: str = PASSWORD, email: str = "ada@example.test") -> str:
    """The cookie; the client itself keeps none."""
    answer = house.stranger.post("/api/session", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    token = answer.cookies[session_cookie(house)]
    house.stranger.cookies.clear()
    return token


def test_a_second_owner_is_refused(owned: House) -> None:
    answer = owned.stranger.post("/api/setup", json={**OWNER, "email": "eve@example.test"})
    assert error_of(answer) == (409, "set_up_already")
    assert owned.stranger.get("/api/session").json() == {"state": "signed_out", "person": None}


def test_the_cookie_opens_the_studio_and_ends_with_signing_out(owned: House) -> None:
    cookie = {"Cookie": f"{session_cookie(owned)}={sign_in(owned)}"}
    person = ADA
    assert owned.stranger.get("/api/session", headers=cookie).json() == {"state": "signed_in", "person": person}
    assert owned.stranger.get("/api/journeys", headers=cookie).status_code == 200
    assert error_of(owned.stranger.post("/api/keys", json={"role": "write"}, headers=cookie)) == (
        401,
        "studio_header_missing",
    )
    assert owned.stranger.post("/api/keys", json={"role": "write"}, headers={**cookie, **WRITE}).status_code == 200
    out = owned.stranger.delete("/api/session", headers={**cookie, **WRITE})
    assert out.json()["state"] == "signed_out" and f'{session_cookie(owned)}=""' in out.headers["set-cookie"]
    assert error_of(owned.stranger.get("/api/journeys", headers=cookie)) == (401, "signed_out")


def test_the_cookie_is_for_the_browser_alone(owned: House) -> None:
    answer = owned.stranger.post("/api/session", json={"email": "ADA@example.test", "password": PASSWORD})
    said = answer.headers.get_list("set-cookie")[0].lower()
    assert "httponly" in said and "samesite=lax" in said and "max-age=1209600" in said and "path=/" in said
    assert "secure" not in said
    owned.stranger.cookies.clear()
    token = answer.cookies[session_cookie(owned)]
    assert token.encode() not in (owned.app.folder / "studio.db").read_bytes()
    assert token.encode() not in (owned.app.folder / "studio.db-wal").read_bytes()


def test_a_page_of_another_site_signs_nobody_in(owned: House) -> None:
    body = {"email": "ada@example.test", "password": PASSWORD}
    answer = owned.stranger.post("/api/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert error_of(answer) == (401, "other_site")


def guesses(house: House, email: str, times: int, **headers: str) -> list[tuple[int, str]]:
    """What that many wrong passwords are answered."""
    guess = {"email": email, "password": "wrong password!"}
    told = [error_of(house.stranger.post("/api/session", json=guess, headers=headers)) for _ in range(times)]
    house.stranger.cookies.clear()
    return told


def test_guessing_is_braked_for_the_address_and_not_for_others(owned: House) -> None:
    told = guesses(owned, "eve@example.test", 9)
    assert told == [(401, "sign_in_wrong")] * 8 + [(429, "sign_in_throttled")]
    assert sign_in(owned)


def test_a_stranger_does_not_lock_out_a_browser_that_has_signed_in_before(owned: House) -> None:
    body = {"email": "ada@example.test", "password": PASSWORD}
    assert owned.stranger.post("/api/session", json=body).status_code == 200
    device = owned.app.access.cookies.device
    known = {"Cookie": f"{device}={owned.stranger.cookies[device]}"}
    owned.stranger.cookies.clear()
    told = guesses(owned, " ADA@example.test", 12)
    assert told.count((401, "sign_in_wrong")) == 8 and told[-1] == (429, "sign_in_throttled")
    refused = owned.stranger.post("/api/session", json=body)
    assert int(refused.headers["retry-after"]) == 900, "the right password from the stranger's place waits too"
    assert owned.stranger.post("/api/session", json=body, headers=known).status_code == 200
    owned.stranger.cookies.clear()
    other = {**body, "email": "bob@example.test"}
    assert error_of(owned.stranger.post("/api/session", json=other, headers=known)) == (401, "sign_in_wrong")
    assert guesses(owned, "ada@example.test", 9, **known)[-1] == (429, "sign_in_throttled"), "nor guesses it on"


def post_wrong_password(house: House, email: str) -> httpx2.Response:
    with httpx2.Client(base_url=house.url, timeout=60, trust_env=False, verify=False) as client:
        return client.post("/api/session", json={"email": email, "password": "wrong password!"})


def test_many_who_sign_in_at_once_hold_up_nobody_else(owned: House) -> None:
    with ThreadPoolExecutor(60) as strangers:
        told = [strangers.submit(post_wrong_password, owned, f"p{number}@example.test") for number in range(120)]
        answers = [owned.client.get("/api/keys").status_code for _ in range(30)]
        statuses = {one.result().status_code for one in told}
    assert set(answers) == {200}
    assert statuses == {401, 429}, "some found no place in the queue, and were told at once"


def test_tries_at_once_pass_no_more_than_one_by_one(owned: House) -> None:
    with ThreadPoolExecutor(12) as strangers:
        told = list(strangers.map(lambda _: error_of(post_wrong_password(owned, "zoe@example.test"))[1], range(40)))
    assert told.count("sign_in_wrong") == 8
    assert set(told) == {"sign_in_wrong", "sign_in_throttled"}


NO_UTF_8 = b'{"email":"\xff","name":"Z","password":"a sentence of some length","token":"t"}'


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"email":5,"password":"x"}', b"\xff", NO_UTF_8, b"[" * 100_000])
def test_a_body_that_is_none(owned: House, body: bytes) -> None:
    assert error_of(owned.stranger.post("/api/session", content=body)) == (400, "body_invalid")
    assert error_of(owned.stranger.post("/api/setup", content=body)) == (400, "body_invalid")


def test_by_https_the_cookie_travels_by_nothing_else(tmp_path: Path) -> None:
    settings = Settings(public_url="https://loopline.example.test")
    with living(tmp_path, settings) as house:
        answer = house.stranger.post("/api/setup", json={**OWNER, "token": house.setup_token()})
        said = answer.headers.get_list("set-cookie")
        assert len(said) == 2
        for one in said:
            assert one.startswith("__Host-loopline_") and "secure" in one.lower() and "domain" not in one.lower()


def test_two_looplines_on_one_host_share_no_cookie(owned: House, tmp_path: Path) -> None:
    with living(tmp_path / "other") as other:
        assert session_cookie(other) != session_cookie(owned)
        assert other.app.access.cookies.device != owned.app.access.cookies.device


def test_only_the_first_of_many_setups_makes_the_owner(tmp_path: Path) -> None:
    with living(tmp_path / "raced") as house:
        token = house.setup_token()

        def claim(number: int) -> int:
            body = {**OWNER, "email": f"p{number}@example.test", "token": token}
            with httpx2.Client(base_url=house.url, timeout=60, trust_env=False, verify=False) as client:
                return client.post("/api/setup", json=body).status_code

        with ThreadPoolExecutor(8) as threads:
            assert sorted(threads.map(claim, range(8))) == [200, *[409] * 7]


@pytest.mark.parametrize(("trusted", "last"), [("", 429), ("127.0.0.1", 401)])
def test_a_proxys_word_counts_only_if_it_is_trusted(tmp_path: Path, trusted: str, last: int) -> None:
    with (
        server(tmp_path / "data", {"LOOPLINE_TRUSTED_PROXIES": trusted}) as running,
        httpx2.Client(base_url=running.note.url, timeout=60, trust_env=False, verify=False) as client,
    ):
        body = {"email": "ada@example.test", "password": "wrong password!"}
        told = [
            client.post("/api/session", json=body, headers={"X-Forwarded-For": f"203.0.113.{number}"}).status_code
            for number in range(9)
        ]
        assert told == [*[401] * 8, last]


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
