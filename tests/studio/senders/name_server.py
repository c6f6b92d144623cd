"""A real name server on loopback: it answers what a test published, and fails where it was told to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, cast

import dns.message
import dns.rcode
import dns.rrset

Fault = Literal["fails", "silent", "garbage"]
PIECE = 255


class NameServer(asyncio.DatagramProtocol):
    """`texts` are the TXT records by name, without the last dot; `faults` the names that it does not answer well."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> str:
        """As LOOPLINE_DNS takes it."""
        return f"127.0.0.1:{self.port}"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """One question."""
        assert self._transport is not None
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        fault = self.faults.get(name)
        if fault == "silent":
            return
        if fault == "garbage":
            self._transport.sendto(data[:2] + b"\xff" * 20, addr)
            return
        answer = dns.message.make_response(query)
        if fault == "fails":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.texts.get(name):
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *map(_quoted, found)))
        elif not any(one.endswith(f".{name}") or one == name for one in self.texts):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


def _quoted(text: str) -> str:
    return " ".join(f'"{text[at : at + PIECE]}"' for at in range(0, max(1, len(text)), PIECE))


@contextmanager
def name_server(**texts: list[str]) -> Iterator[NameServer]:
    """A name server in a thread of its own."""
    ready, done, found = threading.Event(), threading.Event(), NameServer()
    found.texts.update(texts)

    async def keep() -> None:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: found, local_addr=("127.0.0.1", 0)
        )
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.02)
        transport.close()

    thread = threading.Thread(target=asyncio.run, args=(keep(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield found
    finally:
        done.set()
        thread.join(20)
