"""Passwords: how long they are, and their hashing: it is slow on purpose, so it has few places and a short queue."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from loopline.api.auth import TooMany
from loopline.model.errors import Invalid

T = TypeVar("T")
CHARACTERS: Final = (12, 256)
HASHES_AT_ONCE: Final = 2
"""Each takes 64 MiB, on purpose."""
QUEUE_MAX: Final = 16
QUEUE_MAX_KNOWN: Final = 24
"""A browser that has signed in before finds a place where strangers find none."""
RETRY_SECONDS: Final = 2

_hasher: Final = PasswordHasher()


def checked_password(password: str) -> str:
    """The password. Raises Invalid `password_length`."""
    shortest, longest = CHARACTERS
    if not shortest <= len(password) <= longest:
        text = f"A password has {shortest} to {longest} characters; a short sentence is a good one."
        raise Invalid("password_length", text, at="password")
    return password


def hash_password(password: str) -> str:
    """What is kept of a password. Slow."""
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


_nobody = ""


def is_right(kept: str, password: str) -> bool:
    """Whether this is the password. Slow, and as slow for "" (nobody has this address): the time reveals nothing."""
    global _nobody
    _nobody = _nobody or hash_password(secrets.token_hex(16))
    try:
        return _hasher.verify(kept or _nobody, password[: CHARACTERS[1] + 1].encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


class HashingPool:
    """Threads of its own for what hashes, so that it takes no place from other requests; a short queue before them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(HASHES_AT_ONCE, "loopline-passwords")
        self._inside, self._lock = 0, Lock()

    async def run(self, work: Callable[[], T], *, known: bool = False) -> T:
        """The result of `work`, done in a thread. Raises TooMany `sign_in_busy` when too many wait already."""
        with self._lock:
            if self._inside >= (QUEUE_MAX_KNOWN if known else QUEUE_MAX):
                raise TooMany("sign_in_busy", "Too many sign in at this moment; try again in a moment.", RETRY_SECONDS)
            self._inside += 1
        future = self._threads.submit(work)
        future.add_done_callback(self._leave)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _leave(self, _: "Future[T]") -> None:
        with self._lock:
            self._inside -= 1
