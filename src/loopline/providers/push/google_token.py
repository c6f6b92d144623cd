"""The access token of a Google service account: an assertion signed by its key, given for an hour (RFC 7523)."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final, assert_never
from urllib.parse import urlencode

from msgspec import Struct, json

from loopline.model.errors import Invalid
from loopline.model.message import Deferred
from loopline.providers.http_client import Answer, HttpClient, Lost, NotSent
from loopline.providers.push.credentials import is_service_address

SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
FORM: Final = [("Content-Type", "application/x-www-form-urlencoded")]
LIFE_SECONDS: Final = 3_600
RENEWED_BEFORE_MS: Final = 300_000
ASKED_AGAIN_MS: Final = 10_000
"""So long after a refusal nobody asks again: a whole batch waits for the same answer."""


class _Granted(Struct, frozen=True):
    access_token: str
    expires_in: int = LIFE_SECONDS
    token_type: str = "Bearer"


class _Denied(Struct, frozen=True):
    error: str = ""
    error_description: str = ""


class GoogleToken:
    """One at a time, asked for at the account's own `token_uri`, and kept until shortly before its end."""

    def __init__(
        self, account: Mapping[str, str], client: HttpClient, now_ms: Callable[[], int], *, allow_private: bool
    ) -> None:
        """Raises Invalid `fcm_account_invalid` where this is no key file of a service account."""
        from google.oauth2.service_account import Credentials

        text = "This is no key file of a service account. Make one in the Firebase console: settings, service accounts."
        try:
            credentials = Credentials.from_service_account_info(account)  # type: ignore[no-untyped-call] # it has none
        except (ValueError, TypeError, AttributeError):
            raise Invalid("fcm_account_invalid", text) from None  # their words may repeat it
        self._signer, self._email = credentials.signer, credentials.service_account_email
        self.project, self._uri = credentials.project_id or "", account["token_uri"]
        if not self.project or not is_service_address(self._uri, allow_private=allow_private):
            raise Invalid("fcm_account_invalid", text)
        self._client, self._now_ms = client, now_ms
        self._turn = asyncio.Lock()
        self._token, self._until = "", 0
        self._denied: Deferred | None = None

    async def get(self) -> str | Deferred:
        """The token; Deferred where there is none just now, which is no message's fault."""
        async with self._turn:
            now = self._now_ms()
            if self._token and now < self._until:
                return self._token
            if self._denied is not None and now < self._until:
                return self._denied
            told = await self._asked(now)
            if isinstance(told, Deferred):
                self._token, self._denied, self._until = "", told, now + ASKED_AGAIN_MS
                return told
            self._token, self._denied = told.access_token, None
            self._until = now + max(told.expires_in * 1_000 - RENEWED_BEFORE_MS, ASKED_AGAIN_MS)
            return self._token

    def drop(self, token: str) -> None:
        """This one was refused; the next question gets another."""
        if self._token == token:
            self._token, self._until = "", 0

    async def _asked(self, now: int) -> _Granted | Deferred:
        answer = await self._client.post(self._uri, FORM, urlencode(self._assertion(now // 1_000)).encode())
        match answer:
            case NotSent(reason) | Lost(reason):
                text = f"Google's token service cannot be reached: {reason}"
                return Deferred("fcm_unreachable", text, away=True)
            case Answer():
                return self._granted(answer, now)
            case _:
                assert_never(answer)

    def _granted(self, answer: Answer, now: int) -> _Granted | Deferred:
        try:
            if answer.status == 200:
                return json.decode(answer.body, type=_Granted)
            denied = json.decode(answer.body, type=_Denied)
        except (ValueError, RecursionError):
            denied = _Denied()
        words = f"{answer.status} {denied.error} {denied.error_description}"[:300].strip()
        text = f"Google gives our service account no token ({words}). Renew its key file, or correct our clock."
        return Deferred("fcm_login", text, answer.retry_after_ms(now), away=True)

    def _assertion(self, now_seconds: int) -> dict[str, str]:
        from google.auth.jwt import encode

        claims = {"iss": self._email, "scope": SCOPE, "aud": self._uri, "iat": now_seconds}
        claims["exp"] = now_seconds + LIFE_SECONDS
        signed: bytes = encode(self._signer, claims)  # type: ignore[no-untyped-call] # it has none
        return {"grant_type": GRANT, "assertion": signed.decode()}
