"""The driver of Kafka: it is loaded when it is needed, and its errors are told in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from loopline.model.errors import LooplineError, Missing, Unavailable

FORBIDDEN: Final = frozenset(
    {
        "_AUTHENTICATION",
        "_SSL",
        "SASL_AUTHENTICATION_FAILED",
        "TOPIC_AUTHORIZATION_FAILED",
        "GROUP_AUTHORIZATION_FAILED",
        "CLUSTER_AUTHORIZATION_FAILED",
        "ILLEGAL_SASL_STATE",
        "UNSUPPORTED_SASL_MECHANISM",
    }
)
GONE: Final = frozenset({"_AUTO_OFFSET_RESET", "OFFSET_OUT_OF_RANGE"})


def driver(part: str = "") -> Any:
    """The driver's module, or a part of it. Raises Unavailable `driver_missing`."""
    try:
        return import_module(f"confluent_kafka{part and '.'}{part}")
    except ImportError:
        text = "The log on Kafka needs a driver that is not installed: pip install 'loopline[kafka]'."
        raise Unavailable("driver_missing", text) from None


class Heard:
    """What the brokers refused last, as the driver says it aside: a call of its own merely ends after its time."""

    def __init__(self) -> None:
        self._name = ""

    def hear(self, error: Any) -> None:
        """Told by the driver."""
        if error.name() in FORBIDDEN:
            self._name = error.name()

    @contextmanager
    def told(self, client: Any = None) -> Iterator[None]:
        """The driver's errors become ours; its own words stay behind, since they name hosts and people.

        A `client` whose call failed is asked what it has to say aside.
        """
        try:
            yield
        except driver().KafkaException as error:
            if client is not None:
                client.poll(0)
            raise self.fault(error.args[0]) from None
        self.forget()

    def forget(self) -> None:
        """The brokers have answered: what they refused before is mended."""
        self._name = ""

    def fault(self, error: Any) -> LooplineError:
        """What to look at. Unavailable `log_forbidden`, `log_record_size` or `log_unreachable`."""
        name = error.name() if error is not None else ""
        if name in FORBIDDEN or self._name:
            name = name if name in FORBIDDEN else self._name
            text = f"The brokers of the log refuse us ({name}): look at the login, the certificates and our rights."
            return Unavailable("log_forbidden", text)
        if name in ("MSG_SIZE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"):
            text = (
                "The topic takes no records of the size that it said itself: look at max.message.bytes of its brokers."
            )
            return Unavailable("log_record_size", text)
        if name in GONE:
            return Missing("log_trimmed", "What was to be read has just left the log, by the retention of its topic.")
        return brokers_away(name)


def brokers_away(name: str = "") -> Unavailable:
    """No broker answers, or too few of them do."""
    text = (
        f"The brokers of the log do not answer, or too few of them{f' ({name})' if name else ''}. What was being "
        "written may be there or not: send it again in a moment, with the same message ids. All goes on by itself "
        "once they answer."
    )
    return Unavailable("log_unreachable", text)
