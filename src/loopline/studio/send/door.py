"""The door of calls that make messages: a server's own key, and so much in a time."""

import time
from typing import Final

from starlette.requests import Request

from loopline.api.auth import Denied, Forbidden, TooMany, basic_credentials, bearer_key, role_of
from loopline.api.limits import read_body
from loopline.api.rates import Rates, source_of_request
from loopline.studio.access.keyring import Keyring

TOKENS_A_SECOND: Final = 2_000
"""What a key may send: a call costs one, and one more for each KB of it."""


class SenderDoor:
    """Lets callers with a key for sending in, so much in a time."""

    def __init__(self, keys: Keyring, bytes_max: int) -> None:
        self._keys, self._bytes_max = keys, bytes_max
        self._rates = Rates(time.monotonic, TOKENS_A_SECOND, TOKENS_A_SECOND)

    async def body(self, request: Request) -> bytes:
        """The body of somebody who may send. Raises Denied, Forbidden, TooMany, TooLarge."""
        name = self.check(request)
        body = await read_body(request.receive, self._bytes_max, "body_too_large")
        wait = self._rates.wait_seconds(name, source_of_request(request), len(body))
        if wait:
            raise TooMany("send_throttled", f"This key sends too much; go on in {wait} seconds.", wait)
        return body

    def check(self, request: Request) -> str:
        """The id of the key: a sender's or an admin's. Raises Denied and Forbidden."""
        header = request.headers.get("authorization")
        key = bearer_key(header) or basic_credentials(header)[0]
        if self._keys.is_admin(key):
            return "admin"
        writer = self._keys.writer(key)
        if writer is None:
            raise Denied("key_invalid", "Send a sender's or an admin key as `Authorization: Bearer`.")
        if role_of(key) != "sender":
            text = "This key sends signals and no messages. Make one with the role sender, and keep it on your server."
            raise Forbidden("send_forbidden", text)
        return writer.id
