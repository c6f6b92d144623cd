"""The topic of a log: made when it is not there, and refused when it could forget what was answered for."""

import time
from typing import Any, Final

from loopline.model.errors import Conflict, LooplineError
from loopline.storage.kafka.address import KafkaAddress
from loopline.storage.kafka.driver import Heard, driver

SECONDS: Final = 8.0
LOOK_SECONDS: Final = 0.05
REPLICAS: Final = 3
IN_SYNC: Final = 2
DAY_MS: Final = 86_400_000
RECORD_BYTES: Final = 900_000
"""A record is no larger; Kafka's own bound is about 1 MB, and the driver writes no more at once."""
HEADROOM_BYTES: Final = 1_024

CONFIG: Final = {
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "segment.ms": str(DAY_MS),
    "unclean.leader.election.enable": "false",
}
"""Nothing leaves by itself. What is trimmed leaves the brokers' disks with its segment, after a day at most."""


class KafkaTopic:
    """One topic, by the brokers' administration."""

    def __init__(self, address: KafkaAddress, heard: Heard) -> None:
        admin: Any = driver("admin")

        self._address, self._heard, self._admin = address, heard, admin
        with heard.told():
            self._client: Final[Any] = admin.AdminClient({**address.settings(), "error_cb": heard.hear})

    def bring_up(self, shard: int) -> int:
        """Make the topic where it is missing, and check it; gives the bytes that one record may have.

        Raises Conflict `log_partitions`, `log_compacted`, `log_not_durable`, and Unavailable as the driver's faults.
        """
        name = self._address.topic
        found = self._described()
        if found is None:
            self._make()
            found = self._made()
        if found is None or len(found.partitions) <= shard:
            text = f"The topic of the log has too few partitions: kafka-topics --alter --partitions {shard + 1}"
            raise Conflict("log_partitions", text)
        replicas = len(found.partitions[shard].replicas)
        config = self._config(name)
        if "compact" in config.get("cleanup.policy", ""):
            raise Conflict(
                "log_compacted", "The topic of the log is compacted, so signals would go: set cleanup.policy=delete."
            )
        in_sync = int(config.get("min.insync.replicas", IN_SYNC))
        if config.get("unclean.leader.election.enable") == "true" or (replicas > 1 and in_sync < IN_SYNC):
            text = (
                "The topic of the log may forget what it has acknowledged (min.insync.replicas "
                f"{in_sync} of {replicas}): set that to 2 or more, and unclean.leader.election.enable to false."
            )
            raise Conflict("log_not_durable", text)
        return min(RECORD_BYTES, int(config.get("max.message.bytes", 1 << 20)) - HEADROOM_BYTES)

    def delete_before(self, shard: int, offset: int) -> None:
        """Let all records before an offset go."""
        place = driver().TopicPartition(self._address.topic, shard, offset)
        for future in self._client.delete_records([place], request_timeout=SECONDS).values():
            with self._heard.told():
                future.result()

    def _described(self) -> Any | None:
        """The topic with its partitions, None where there is none."""
        with self._heard.told(self._client):
            found = self._client.list_topics(self._address.topic, timeout=SECONDS).topics[self._address.topic]
        if found.error is None:
            return found
        if found.error.name() == "UNKNOWN_TOPIC_OR_PART":
            return None
        raise self._heard.fault(found.error)

    def _made(self) -> Any | None:
        """The topic that was made just now, once every partition has a leader."""
        ends = time.monotonic() + SECONDS
        while True:
            found = self._described()
            led = [one.leader >= 0 for one in found.partitions.values()] if found is not None else []
            if (led and all(led)) or time.monotonic() > ends:
                return found
            time.sleep(LOOK_SECONDS)

    def _make(self) -> None:
        with self._heard.told():
            brokers = len(self._client.list_topics(timeout=SECONDS).brokers)
        replicas = self._address.replicas or min(REPLICAS, brokers)
        config = CONFIG | {"min.insync.replicas": str(min(IN_SYNC, replicas))}
        wanted = self._admin.NewTopic(self._address.topic, 1, replicas, config=config)
        for future in self._client.create_topics([wanted], request_timeout=SECONDS, operation_timeout=SECONDS).values():
            try:
                with self._heard.told():
                    future.result()
            except LooplineError:
                if self._described() is None:  # else somebody else was sooner
                    raise

    def _config(self, name: str) -> dict[str, str]:
        """How the topic is set; nothing where we have no right to ask."""
        resource = self._admin.ConfigResource(self._admin.ConfigResource.Type.TOPIC, name)
        (future,) = self._client.describe_configs([resource], request_timeout=SECONDS).values()
        try:
            with self._heard.told():
                return {entry.name: str(entry.value) for entry in future.result().values()}
        except LooplineError as error:
            if error.code != "log_forbidden":
                raise
            return {}
