"""Where a partition begins and ends, as its leader says."""

import time
from contextlib import suppress
from typing import Any, Final

from loopline.storage.kafka.address import KafkaAddress
from loopline.storage.kafka.driver import Heard, driver

SECONDS: Final = 1.5
LOOK_SECONDS: Final = 0.05
UNKNOWN: Final = frozenset({"_UNKNOWN_PARTITION", "_UNKNOWN_TOPIC", "UNKNOWN_TOPIC_OR_PART"})
"""What a broker that has just been started may say; the driver would believe it for minutes, unless it asks again."""
MOVING: Final = frozenset(
    {
        "NOT_LEADER_FOR_PARTITION",
        "LEADER_NOT_AVAILABLE",
        "OFFSET_NOT_AVAILABLE",
        "UNKNOWN_LEADER_EPOCH",
        "FENCED_LEADER_EPOCH",
        "REPLICA_NOT_AVAILABLE",
    }
)
"""What is said while a partition gets another leader."""


class Marks:
    """Asks over connections of its own: on those of a reader an answer would stand behind its wait for more records."""

    def __init__(self, address: KafkaAddress, shard: int, heard: Heard) -> None:
        self._kafka, self._heard = driver(), heard
        self._place: Final = self._kafka.TopicPartition(address.topic, shard)
        given = {**address.settings(), "group.id": f"loopline-{address.topic}-{shard}", "error_cb": heard.hear}
        with heard.told():
            self._consumer: Final[Any] = self._kafka.Consumer(given)

    def ask(self) -> tuple[int, int]:
        """The offset of the first record, and the one behind the last.

        While another leader is found it is asked again, for a few seconds. Raises Unavailable as the driver's faults.
        """
        ends = time.monotonic() + SECONDS
        while True:
            left = max(LOOK_SECONDS, ends - time.monotonic())
            try:
                low, high = self._consumer.get_watermark_offsets(self._place, timeout=left)
                self._heard.forget()
                return low, high
            except self._kafka.KafkaException as error:
                name = error.args[0].name()
                if name not in MOVING | UNKNOWN or time.monotonic() > ends:
                    self._consumer.poll(0)
                    raise self._heard.fault(error.args[0]) from None
            if name in UNKNOWN:
                self._ask_anew(max(LOOK_SECONDS, ends - time.monotonic()))
            time.sleep(LOOK_SECONDS)

    def _ask_anew(self, seconds: float) -> None:
        """Which broker leads the partition, as the brokers say now."""
        with suppress(self._kafka.KafkaException):
            self._consumer.list_topics(self._place.topic, timeout=seconds)

    def close(self) -> None:
        """End its connections."""
        self._consumer.close()
