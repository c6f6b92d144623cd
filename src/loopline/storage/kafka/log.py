"""The Log port on one partition of a Kafka topic. Offsets say where the log is; who owns it is decided elsewhere."""

import secrets
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from loopline.model.errors import LooplineError, Missing, TooLarge, Unavailable
from loopline.model.records import LogEntry
from loopline.model.signal import Signal
from loopline.storage.kafka.address import read_address
from loopline.storage.kafka.driver import Heard, brokers_away, driver
from loopline.storage.kafka.marks import Marks
from loopline.storage.kafka.packets import INDEX_BITS, OFFSETS_MAX, Packet, end_of, offset_near, pack_packet
from loopline.storage.kafka.topic import KafkaTopic
from loopline.storage.kafka.window import ANSWER_BYTES, Window
from loopline.storage.kafka.writer import PacketWriter
from loopline.storage.log_entries import packed_signals

TAIL_SIGNALS: Final = 65_536
PACKET_BYTES_MAX: Final = 64 << 20
NEAR: Final = 1_024
"""A window that is no further from the end reads up to it, rather than another one going there."""

REST_SECONDS: Final = 0.5
"""So long after a question that nobody answered none is asked."""

NAMES: Final = 1 << 64


class KafkaLog:
    """One thread appends, any thread reads; other processes may do both at the same time.

    Two windows move over the partition: one follows the loop, the other one goes where somebody else looks.
    """

    def __init__(self, url: str, shard: int = 0, tail_signals: int = TAIL_SIGNALS, *, checked: bool = True) -> None:
        """Raises Invalid `log_url_invalid`, Unavailable `driver_missing`; with `checked` also as `KafkaTopic.bring_up`.

        Without it, brokers that are away are told of by each call alone.
        """
        driver()
        self._address: Final = read_address(url)
        self._shard: Final = shard
        self._heard: Final = Heard()
        self._lock: Final = threading.RLock()
        self._windows: Final = [Window(self._address, shard, tail_signals, self._heard) for _ in range(2)]
        self._near: Final = min(NEAR, tail_signals)
        self._marks: Final = Marks(self._address, shard, self._heard)
        self._writer: Final = PacketWriter(self._address, shard, self._heard)
        self._writing: Final = threading.Lock()
        self._topic: KafkaTopic | None = None
        self._room = 0
        self._looked, self._end = -1, 0
        self._last: Packet | None = None
        self._horizon = (0, 0)
        self._written_to, self._total = -1, 0
        self._furthest = 0
        self._away_until = 0.0
        if checked:
            self._brought_up()

    def close(self) -> None:
        """End all connections."""
        self._writer.let_go()
        self._marks.close()
        for window in self._windows:
            window.close()

    def compact(self) -> None:
        """The brokers do it."""

    def overwrite_freed(self) -> None:
        """The brokers delete whole segments of what was trimmed, a day after it was written at the earliest."""

    def note_to(self, path: Path) -> None:
        """What a backup holds of this log: where it stands and how far it is. Its signals stay with the brokers."""
        note = {"topic": self._address.topic, "shard": self._shard, "end": self.end()}
        path.write_bytes(msgspec.json.format(msgspec.json.encode(note)))

    def append(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """Write all batches, acknowledged by all replicas in sync when this returns. Answers each one's first position.

        Raises TooLarge `log_batch_size`, and Unavailable `log_unreachable`, `log_forbidden`, `log_crossed`, `log_full`,
        `log_replaced`.
        """
        with self._writing:
            return self._appended(batches)

    def _appended(self, batches: Sequence[Sequence[Signal]]) -> list[int]:
        """In one packet, or, where they are too large together, in several."""
        signals = [signal for batch in batches for signal in batch]
        payload = packed_signals(signals)
        if len(payload) > PACKET_BYTES_MAX and len(batches) > 1:
            middle = len(batches) // 2
            return self._appended(batches[:middle]) + self._appended(batches[middle:])
        first = self._append(payload, len(signals)) if signals else self.end() + 1
        firsts = []
        for batch in batches:
            firsts.append(first)
            first += len(batch)
        return firsts

    def _append(self, payload: bytes, count: int) -> int:
        if time.monotonic() < self._away_until:
            raise brokers_away()
        if len(payload) > PACKET_BYTES_MAX:
            megabytes, most = len(payload) >> 20, PACKET_BYTES_MAX >> 20
            raise TooLarge(
                "log_batch_size", f"So many signals are {megabytes} MB, and {most} MB are taken: send fewer."
            )
        try:
            total, room = self._known_total() + count, self._brought_up()
            values = pack_packet(payload, count, total, secrets.randbelow(NAMES), room)
            before = self._furthest  # as it was before anybody can have seen what is written now
            offsets = self._writer.write(values)
        except LooplineError:
            self._written_to, self._away_until = -1, time.monotonic() + REST_SECONDS
            raise
        first, last = offsets[0], offsets[-1]
        self._written_to, self._total = last, total
        if first < before:
            self._written_to = -1
            raise _replaced()
        self._furthest = max(self._furthest, last + 1)
        if offsets != list(range(first, last + 1)):
            self._written_to = -1
            text = "Another writer came in between, so this does not count: send it again, with the same message ids."
            raise Unavailable("log_crossed", text)
        if last >= OFFSETS_MAX:
            raise Unavailable("log_full", "The partition of the log has had 2^36 records: no more is taken in.")
        return end_of(last) - count + 1

    def _known_total(self) -> int:
        """How many signals there are, as far as writers know of one another."""
        if self._written_to < 0:
            with self._lock:
                self.end()
                self._total = self._last.total if self._last else 0
        return self._total

    def _brought_up(self) -> int:
        """The bytes of a record; the topic is there and fit from now on."""
        if not self._room:
            self._topic = KafkaTopic(self._address, self._heard)
            self._room = self._topic.bring_up(self._shard)
        return self._room

    def _asked(self) -> tuple[int, int]:
        """The offset of the first record, and the one behind the last. Asks the partition's leader."""
        if time.monotonic() < self._away_until:
            raise brokers_away()
        try:
            low, high = self._marks.ask()
        except LooplineError:
            self._away_until = time.monotonic() + REST_SECONDS
            raise
        if high < self._furthest:
            raise _replaced()
        self._furthest = high
        return low, high

    def end(self) -> int:
        """The position of the last signal, 0 when there was none."""
        with self._lock:
            low, high = self._asked()
            if high != self._looked:
                self._last = self._last_packet(low, high)
                self._end = end_of(self._last.last) if self._last else end_of(low - 1)
                self._looked = high
            return self._end

    def _last_packet(self, low: int, high: int) -> Packet | None:
        """The last packet that is whole, of those in the partition."""
        near = next((one for one in self._windows if 0 <= high - one.next <= self._near and one.next >= 0), None)
        if near is not None:
            near.load(high, NEAR * NEAR, ANSWER_BYTES)
            if near.next == high and near.packets:
                return near.packets[-1]
        offset = high - 1
        while offset >= low:
            window = self._go(offset, low, high)
            begun = window.next
            window.load(high, NEAR * NEAR, PACKET_BYTES_MAX * 2)
            if window.packets:
                return window.packets[-1]
            offset = min(offset, begun) - 1
        return None

    def _go(self, offset: int, low: int, high: int) -> Window:
        """The window that was not used for longer, moved there."""
        window = min(self._windows, key=lambda one: one.used_at)
        window.begin(offset, low, high)
        window.used_at = time.monotonic()
        return window

    def read(self, after: int, limit: int) -> list[LogEntry]:
        """Entries that begin right after `after`. Missing `log_trimmed` for what has left by trimming or retention."""
        with self._lock:
            if (window := self._at(after)) is None:
                return []
            if window.reaches(after, limit):
                return window.pick(after, limit)
            _, high = self._asked()
            while window.next < high and not window.reaches(after, limit):
                window.load(high, limit, ANSWER_BYTES, after)
            return window.pick(after, limit)

    def _at(self, after: int) -> Window | None:
        """A window that can read on behind this position; None where nothing is there yet."""
        window = next((one for one in self._windows if one.covers(after)), None)
        if window is None:
            low, high = self._asked()
            if after < (horizon := self.horizon()):
                raise _trimmed(after + 1, horizon)
            if after >= end_of(high - 1):
                return None
            window = self._go(max(low, offset_near(after + 1)), low, high)
        window.used_at = time.monotonic()
        return window

    def horizon(self) -> int:
        """The last position that has left by trimming or retention; 0 when the log is whole."""
        with self._lock:
            low, high = self._asked()
            if low != self._horizon[0]:
                begin = low
                if low < high:  # a segment may begin amid a packet, of which the rest cannot be read
                    window = self._go(low, low, high)
                    while window.next < high and not window.packets:
                        window.load(high, 1, ANSWER_BYTES)
                    begin = window.packets[0].first if window.packets else low
                self._horizon = low, end_of(begin - 1)
            return self._horizon[1]

    def trim(self, up_to: int, limit: int) -> int:
        """Let what ends at or before a position go, all at once; how many records. The last packet always stays."""
        with self._lock:
            low, _ = self._asked()
            self.end()
            if self._last is None or up_to <= self.horizon():
                return 0
            cut = min(up_to >> INDEX_BITS, self._last.first)
            if (held := self._packet_after(up_to)) is not None:
                cut = min(cut, held.first)
            if cut <= low:
                return 0
            self._brought_up()
            assert self._topic is not None
            self._topic.delete_before(self._shard, cut)
            return cut - low

    def _packet_after(self, after: int) -> Packet | None:
        """The first packet that ends behind a position."""
        if not self.read(after, 1):
            return None
        window = self._at(after)
        return window.after(after) if window else None

    def count(self, after: int) -> int:
        """How many signals stand after a position; about so many, where several processes write."""
        with self._lock:
            if after >= self.end() or self._last is None:
                return 0
            last = self._last
            after = max(after, self.horizon())
            packet = self._packet_after(after)
            if packet is None:
                return 0
            passed = max(0, after + 1 - packet.entry.position)
            return max(0, last.total - packet.total + len(packet.entry.signals) - passed)


def _replaced() -> Unavailable:
    """What was written there now would stand at positions that are decided already, and never be read."""
    text = (
        "The topic of the log ends before what it has had already, as one that was deleted and made again, or that has "
        "lost what it acknowledged: nothing is taken in. Bring the topic back, or restore a backup to a new one."
    )
    return Unavailable("log_replaced", text)


def _trimmed(position: int, horizon: int) -> Missing:
    text = (
        f"Position {position} is not in the log any more: it begins behind {horizon}, by trimming or by the retention "
        "of its topic. What was decided until then is in the facts, and in the snapshot from which they are rebuilt."
    )
    return Missing("log_trimmed", text, at=f"position {position}")
