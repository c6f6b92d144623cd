"""Takes single messages, each once, and puts them into the log at their time."""

import asyncio
import secrets
from hashlib import sha256
from typing import Final
from weakref import WeakValueDictionary

import msgspec
from msgspec.structs import replace

from loopline.api.answer import read
from loopline.decisions.requested import request_id, requested_key
from loopline.model.errors import Conflict, Invalid, LooplineError, Missing
from loopline.model.signals.requested import MessageRequested
from loopline.runtime.supervise import SupervisedTask
from loopline.storage.sql.messages.send_requests import StoredRequest
from loopline.studio.context import StudioContext
from loopline.studio.send import schemas as shape
from loopline.studio.send.check import checked, one_key

MANY_MAX: Final = 100
AT_ONCE: Final = 200
LOOK_SECONDS: Final = 1.0
_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(MessageRequested).decode


class SendDesk:
    """Coroutines of the app's event loop. `task` puts what was scheduled, or cut short by a kill, into the log."""

    def __init__(self, ctx: StudioContext) -> None:
        self._ctx, self._store = ctx, ctx.studio_store.sends
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.task = SupervisedTask("sends", self.round, ctx.on_error, lambda: asyncio.sleep(LOOK_SECONDS))

    async def take(self, body: shape.SendBody, key: str = "") -> shape.SendTaken:
        """Durable when it returns; `key` is the idempotency key of the header.

        Raises Invalid with the field in `at`, Conflict `idempotency_conflict`, Unavailable.
        """
        key = one_key(key, body.idempotency_key)
        stored = await asyncio.to_thread(self._put, body, request_id(key or secrets.token_hex(16)))
        return shape.SendTaken(stored.id, await self._leave(stored))

    async def take_many(self, body: shape.SendManyBody) -> shape.SendAnswers:
        """An answer for each; what is wrong with one costs no other. Raises Invalid `sends_too_many`."""
        if not 1 <= len(body.messages) <= MANY_MAX:
            raise Invalid("sends_too_many", f"Send 1 to {MANY_MAX} messages in a call.", at="messages")
        return shape.SendAnswers(tuple([await self._answer(raw) for raw in body.messages]))

    async def cancel(self, request: str) -> shape.SendTaken:
        """Take back what has not left yet. Raises Missing `send_unknown`, Conflict `send_left`."""
        if await asyncio.to_thread(self._store.move, request, "scheduled", "cancelled"):
            return shape.SendTaken(request, "cancelled")
        found = await asyncio.to_thread(self._store.get, request)
        if found is None:
            raise Missing("send_unknown", "No message with this id was asked for here.")
        if found.status != "cancelled":
            raise Conflict("send_left", "This message is on its way; it can be cancelled before its send_at alone.")
        return shape.SendTaken(request, "cancelled")

    async def round(self) -> None:
        """Put what is due into the log."""
        while due := await asyncio.to_thread(self._store.due, self._ctx.clock.now(), AT_ONCE):
            for one in due:
                await self._leave(one)

    async def _answer(self, raw: msgspec.Raw) -> shape.SendAnswer:
        try:
            body: shape.SendBody = read(bytes(raw), shape.SendBody)
            taken = await self.take(body)
        except LooplineError as error:
            return shape.SendAnswer(error=shape.SendRefused(error.code, error.text, error.at))
        return shape.SendAnswer(taken.id, taken.status)

    def _put(self, body: shape.SendBody, request: str) -> StoredRequest:
        """The request as it is stored; that of before where it is the same one."""
        digest = _digest(body)
        found = self._store.get(request)
        if found is None:
            found = self._store.put(*self._made(body, request, digest))
        if found.digest != digest:
            text = "This idempotency key was used for another message; take a new key for a new message."
            raise Conflict("idempotency_conflict", text, at="idempotency_key")
        return found

    def _made(self, body: shape.SendBody, request: str, digest: bytes) -> tuple[StoredRequest, dict[str, bytes]]:
        now = self._ctx.clock.now()
        engine = self._ctx.engine
        ready = checked(body, engine.check, engine.paths, self._ctx.published().content, now)
        signal = MessageRequested(
            key=ready.person,
            id=f"send/{request}",
            at=ready.due_at,
            received_at=ready.due_at,
            message=requested_key(request),
            channel=body.channel,
            sending=ready.sending,
            data=ready.data,
            address=ready.address,
        )
        stored = StoredRequest(
            id=request,
            digest=digest,
            status="scheduled" if ready.due_at > now else "leaving",
            due_at=ready.due_at,
            created_at=now,
            person=ready.person,
            channel=body.channel,
            signal=_encode(signal),
        )
        return stored, dict(ready.files)

    async def _leave(self, given: StoredRequest) -> shape.SendTakenStatus:
        """Where the request stands, in the log if it is due; the log and the person know its id, so twice is once."""
        if given.status == "accepted" or given.status == "cancelled":
            return given.status
        if given.due_at > self._ctx.clock.now():
            return "scheduled"
        async with self._locks.setdefault(given.id, asyncio.Lock()):
            await asyncio.to_thread(self._store.move, given.id, "scheduled", "leaving")
            stored = await asyncio.to_thread(self._store.get, given.id)
            if stored is None or stored.status == "cancelled":
                return "cancelled"
            if stored.status == "leaving":
                now = self._ctx.clock.now()
                await self._ctx.accept([replace(_decode(stored.signal), at=now, received_at=now)])
                await asyncio.to_thread(self._store.move, given.id, "leaving", "accepted")
        return "accepted"


def _digest(body: shape.SendBody) -> bytes:
    """What tells one body from another; the key itself may stand in the header or in the body."""
    whole = msgspec.json.encode(replace(body, idempotency_key=""), order="deterministic")
    return sha256(whole).digest()
