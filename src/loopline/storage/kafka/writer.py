"""Writes packets to one partition: each is with all replicas in sync once it is answered, or it counts as unknown."""

import time
from functools import partial
from typing import Any, Final

from loopline.storage.kafka.address import KafkaAddress
from loopline.storage.kafka.driver import Heard, brokers_away, driver

SECONDS: Final = 6.0
"""A record that is not acknowledged by then is given up; the intake has to answer within ten."""

PRODUCING: Final[dict[str, str | int | bool]] = {
    "acks": "all",
    "enable.idempotence": True,
    "linger.ms": 0,
    "compression.type": "zstd",
    "delivery.timeout.ms": int(SECONDS * 1_000),
    "request.timeout.ms": 3_000,
    "message.max.bytes": 1_000_000,
    "queue.buffering.max.kbytes": 262_144,
    "retry.backoff.ms": 50,
    "retry.backoff.max.ms": 500,
    "reconnect.backoff.max.ms": 1_000,
}


class PacketWriter:
    """One idempotent producer: what it has to send twice stands there once. After a fault another one is made."""

    def __init__(self, address: KafkaAddress, shard: int, heard: Heard) -> None:
        self._settings: Final = {**address.settings(), **PRODUCING, "error_cb": heard.hear}
        self._topic, self._shard, self._heard = address.topic, shard, heard
        self._producer: Any = None

    def write(self, values: list[bytes]) -> list[int]:
        """The offsets at which these records stand, durably. Raises Unavailable as the driver's faults: then nothing is
        known of them, and none of them is sent any more.
        """
        with self._heard.told():
            if self._producer is None:
                self._producer = driver().Producer(self._settings)
        written: dict[int, int] = {}
        faults: list[Any] = []

        def answered(number: int, error: Any, message: Any) -> None:
            if error is not None:
                faults.append(error)
            else:
                written[number] = message.offset()

        try:
            with self._heard.told():
                for number, value in enumerate(values):
                    self._producer.produce(
                        self._topic, value, partition=self._shard, on_delivery=partial(answered, number)
                    )
                    self._producer.poll(0)
                ends = time.monotonic() + SECONDS + 1
                while len(written) < len(values) and not faults and time.monotonic() < ends:
                    self._producer.poll(0.2)
            if faults:
                raise self._heard.fault(faults[0])
            if len(written) < len(values):
                raise brokers_away()
        except BaseException:
            self.let_go()
            raise
        return [written[number] for number in range(len(values))]

    def let_go(self) -> None:
        """Send nothing more of what waits."""
        if self._producer is not None:
            self._producer.purge()
            self._producer = None
