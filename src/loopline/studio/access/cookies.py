"""The studio's two cookies: the session, and the mark of a browser that has signed in before."""

import secrets
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Final

from starlette.responses import Response

SESSION_SECONDS: Final = 14 * 24 * 3_600
DEVICE_SECONDS: Final = 365 * 24 * 3_600
MARK_CHARACTERS: Final = 8
NONCE_BYTES: Final = 16


class Cookies:
    """Their names hold a mark of the data folder: two Looplines on one host, under two ports, share its cookies.

    By https browsers keep them to this host alone (`__Host-`), and to https.
    """

    def __init__(self, secret: str, *, is_https: bool) -> None:
        self._secret, self._is_https = secret.encode(), is_https
        mark = sha256(b"cookie:" + self._secret).hexdigest()[:MARK_CHARACTERS]
        prefix = "__Host-" if is_https else ""
        self.session: Final = f"{prefix}loopline_session_{mark}"
        self.device: Final = f"{prefix}loopline_device_{mark}"

    def session_of(self, cookies: Mapping[str, str]) -> str:
        """The token of a session, "" without one."""
        return cookies.get(self.session, "")

    def device_of(self, cookies: Mapping[str, str], email: str) -> str:
        """What stands for the browser, if somebody has signed in from it by this address before; else ""."""
        nonce, _, proof = cookies.get(self.device, "").partition(".")
        return nonce if compare_digest(self._proof(nonce, email).encode(), proof.encode()) else ""

    def signed_in(self, answer: Response, token: str, email: str) -> None:
        """Set both."""
        nonce = secrets.token_hex(NONCE_BYTES)
        self._set(answer, self.session, token, SESSION_SECONDS)
        self._set(answer, self.device, f"{nonce}.{self._proof(nonce, email)}", DEVICE_SECONDS)

    def signed_out(self, answer: Response) -> None:
        """Take the session's away; the browser stays known."""
        answer.delete_cookie(self.session, path="/", httponly=True, samesite="lax", secure=self._is_https)

    def _set(self, answer: Response, name: str, value: str, seconds: int) -> None:
        answer.set_cookie(name, value, seconds, path="/", httponly=True, samesite="lax", secure=self._is_https)

    def _proof(self, nonce: str, email: str) -> str:
        return digest(self._secret, f"{nonce}\x1f{email}".encode("utf-8", "surrogatepass"), "sha256").hex()
