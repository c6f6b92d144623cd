"""A window over one partition: packets that were read of it one after the other, the newest of them kept in memory."""

import time
from collections.abc import Sequence
from typing import Any, Final

from loopline.model.records import LogEntry
from loopline.storage.kafka.address import KafkaAddress
from loopline.storage.kafka.driver import Heard, driver
from loopline.storage.kafka.packets import Assembler, Packet, end_of, read_piece, whole_from
from loopline.storage.log_entries import pick

SECONDS: Final = 4.0
"""So long nothing may come that is there, until the brokers count as away."""

AT_ONCE: Final = 64
KEPT_BYTES: Final = 32 << 20
ANSWER_BYTES: Final = 8 << 20
NOTHING: Final = 1 << 62
PREFETCHED_KB: Final = 16_384
WAIT_MS: Final = 100
"""So long a question for more may stay with a broker; one for another place has to wait for it."""

CONSUMING: Final[dict[str, str | int | bool]] = {
    "enable.auto.commit": False,
    "auto.offset.reset": "error",
    "enable.partition.eof": True,
    "check.crcs": True,
    "fetch.wait.max.ms": WAIT_MS,
    "fetch.error.backoff.ms": 50,
    "fetch.queue.backoff.ms": 5,
    "queued.min.messages": 1_000,
    "queued.max.messages.kbytes": PREFETCHED_KB,
}


class Window:
    """One reader of one partition. Belongs to whoever holds the log's lock.

    It covers the positions from the first packet in it up to the offset that is read next.
    """

    def __init__(self, address: KafkaAddress, shard: int, kept_signals: int, heard: Heard) -> None:
        self._kafka, self._heard, self._kept = driver(), heard, kept_signals
        self._topic, self._shard = address.topic, shard
        given = address.settings() | CONSUMING | {"group.id": f"loopline-{address.topic}-{shard}"}
        with heard.told():
            self.consumer: Final[Any] = self._kafka.Consumer({**given, "error_cb": heard.hear})
        self.packets: list[Packet] = []
        self._begin = self.next = -1
        self._size = self._count = 0
        self._assembler = Assembler()
        self.used_at = 0.0

    def close(self) -> None:
        """End its connections."""
        self.consumer.close()

    def covers(self, after: int) -> bool:
        """Whether reading behind this position needs nothing from before the window."""
        return self._begin >= 0 and end_of(self._begin - 1) <= after <= end_of(self.next - 1)

    def begin(self, offset: int, low: int, high: int) -> None:
        """Go to the packet that this record is of, which is read next, within what the partition holds."""
        self._go(offset)
        if low < offset < high and (part := self._peeked()):
            self._go(max(low, offset - part))

    def _go(self, offset: int) -> None:
        with self._heard.told():
            self.consumer.assign([self._kafka.TopicPartition(self._topic, self._shard, offset)])
        self._assembler = Assembler()
        self.packets, self._size, self._count = [], 0, 0
        self._begin = self.next = offset

    def _peeked(self) -> int:
        """Which part of a packet the next record is. It is taken too, for the case that it is the first."""
        (message,) = self._records(1)
        self._take(message.offset(), message.value())
        piece = read_piece(message.offset(), message.value())
        return piece.part if piece else 0

    def load(self, until: int, signals: int, most_bytes: int, needed: int = NOTHING) -> None:
        """Read on: up to an offset, but no further than about so many signals or bytes.

        Before that the oldest packets go, where there are too many; none that ends behind the position `needed`.
        """
        self._shrink(needed)
        count = size = 0
        while self.next < until and count < signals and size < most_bytes:
            for message in self._records(min(AT_ONCE, until - self.next)):
                value = message.value()
                size += len(value or b"")
                if packet := self._take(message.offset(), value):
                    count += len(packet.entry.signals)

    def _records(self, count: int) -> list[Any]:
        """The next records, so many at most; some at least. Raises Unavailable when none come."""
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            with self._heard.told():
                messages = self.consumer.consume(count, SECONDS / 4)
            found = []
            for message in messages:
                error = message.error()
                if error is None:
                    found.append(message)
                elif error.name() != "_PARTITION_EOF":
                    self._begin = self.next = -1
                    raise self._heard.fault(error)
            if found:
                return found
        self._begin = self.next = -1
        raise self._heard.fault(None)

    def _take(self, offset: int, value: bytes | None) -> Packet | None:
        self.next = offset + 1
        packet = self._assembler.take(offset, value)
        if packet is not None:
            self.packets.append(packet)
            self._size += packet.size
            self._count += len(packet.entry.signals)
        return packet

    def _shrink(self, needed: int) -> None:
        gone, free = 0, min(len(self.packets) - 1, whole_from(self.packets, needed))
        while gone < free and (self._count > self._kept or self._size > KEPT_BYTES):
            self._count -= len(self.packets[gone].entry.signals)
            self._size -= self.packets[gone].size
            gone += 1
        if gone:
            del self.packets[:gone]
            self._begin = self.packets[0].first

    def after(self, position: int) -> Packet | None:
        """The first packet in here that ends behind a position."""
        found = whole_from(self.packets, position)
        return self.packets[found] if found < len(self.packets) else None

    def reaches(self, after: int, limit: int) -> bool:
        """Whether so many signals behind a position are in here, or as many bytes as one answer has."""
        count = size = 0
        for packet in self.packets[whole_from(self.packets, after) :]:
            count += min(len(packet.entry.signals), packet.entry.end - after)
            size += packet.size
            if count >= limit or size >= ANSWER_BYTES:
                return True
        return False

    def pick(self, after: int, limit: int) -> list[LogEntry]:
        """The entries in here behind a position."""
        found = whole_from(self.packets, after)
        chosen: Sequence[Packet] = self.packets[found : found + limit]
        return pick([packet.entry for packet in chosen], after, limit)
