"""Opens the log where it stands: beside the record in SQL, or on Kafka."""

from loopline.storage.kafka.log import KafkaLog
from loopline.storage.sql.log import TAIL_SIGNALS, SqlLog
from loopline.storage.sql.places import Places

KeptLog = SqlLog | KafkaLog
"""A log that is kept: what a server has of it beyond the port."""


def open_log(places: Places, tail_signals: int = TAIL_SIGNALS, *, checked: bool = True, shard: int = 0) -> KeptLog:
    """The log of a shard of these places. Raises Conflict `log_undecided`, and what the logs raise.

    `checked` False: brokers that are away stop nothing here, and are told of when something is asked of them.
    """
    places.check_log()
    if places.log_url:
        return KafkaLog(places.log_url, shard, tail_signals, checked=checked)
    return SqlLog(places.log(shard), shard, tail_signals)
