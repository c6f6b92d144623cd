"""The next step after a provider's answer: done, retry later, give up, or reconcile."""

from hashlib import blake2b
from typing import Final, Literal, assert_never

from msgspec import Struct

from loopline.model.message import Accepted, Deferred, Outcome, Refused, Unknown, UnknownPolicy

MINUTE: Final = 60_000
OUTAGE_MS_MAX: Final = 72 * 60 * MINUTE
"""An outage of a provider costs a message no attempt until it is so old; then it counts as any fault does."""


class Backoff(Struct, frozen=True):
    """How long to wait between attempts: 1 min, 6 min, 36 min, 3.6 h, 20 h, so that six attempts span about a day."""

    attempts: int = 6
    first_ms: int = MINUTE
    factor: int = 6
    longest_ms: int = 20 * 60 * MINUTE
    jitter: float = 0.2


A_DAY: Final = Backoff()


class Done(Struct, frozen=True, tag="done"):
    """The provider has it."""


class RetryAt(Struct, frozen=True, tag="retry"):
    """Try again at this time (ms, UTC) as this attempt."""

    at: int
    attempt: int


class GiveUp(Struct, frozen=True, tag="give_up"):
    """No further attempt: the person goes on, exits, or moves to a node. `suppress` when the address is dead."""

    then: str
    code: str
    reason: str
    suppress: bool = False


class Reconcile(Struct, frozen=True, tag="reconcile"):
    """Nobody knows: `ask` the provider for the key, or `hold` the message until an operator decides."""

    how: Literal["ask", "hold"]
    reason: str


Next = Done | RetryAt | GiveUp | Reconcile


def retry_delay_ms(key: str, attempt: int, backoff: Backoff) -> int:
    """The wait after this attempt (1 is the first): exponential, bounded, shortened by up to `jitter`.

    The jitter comes from the key and the attempt, so a replay waits exactly as long, and a thousand messages that
    failed together do not come back together.
    """
    full = backoff.first_ms
    for _ in range(min(attempt, 64) - 1):
        full = min(full * backoff.factor, backoff.longest_ms)
    raw = blake2b(f"{key}\x1f{attempt}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    share = int.from_bytes(raw, "big") / 2**64
    return max(1, round(full * (1 - backoff.jitter * share)))


def after(
    outcome: Outcome,
    *,
    key: str,
    attempt: int,
    now: int,
    policy: str = "go_on",
    unknown_policy: UnknownPolicy = "hold",
    backoff: Backoff = A_DAY,
    outage: bool = False,
    elsewhere: bool = False,
) -> Next:
    """What follows this outcome of this attempt. `policy` is the node's: `go_on`, `exit` or a node's id.

    `outage`: the provider takes no message at all just now, so this one keeps its attempt and its turn. `elsewhere`:
    the channel has another provider, which gets at once what this one surely did not take.
    """
    match outcome:
        case Accepted():
            return Done()
        case Deferred() | Refused(scope="provider") if elsewhere or outage:
            return RetryAt(now, attempt + (not outage and isinstance(outcome, Deferred)))
        case Deferred(code, reason, retry_after_ms):
            return _again(key, attempt, now, policy, backoff, code, reason, retry_after_ms or 0)
        case Refused(code, reason, permanent, hard_bounce, scope):
            if permanent and scope != "provider":
                return GiveUp(policy, code, reason, suppress=hard_bounce)
            return _again(key, attempt, now, policy, backoff, code, reason, 0)
        case Unknown(reason):
            if unknown_policy == "resend":
                return _again(key, attempt, now, policy, backoff, "unknown", reason, 0)
            return Reconcile("ask" if unknown_policy == "ask" and attempt < backoff.attempts else "hold", reason)
        case _:
            assert_never(outcome)


def _again(
    key: str, attempt: int, now: int, policy: str, backoff: Backoff, code: str, reason: str, at_least_ms: int
) -> RetryAt | GiveUp:
    if attempt >= backoff.attempts:
        return GiveUp(policy, code, f"{reason} (gave up after {attempt} attempts)")
    wait = max(retry_delay_ms(key, attempt, backoff), min(at_least_ms, backoff.longest_ms))
    return RetryAt(now + wait, attempt + 1)
