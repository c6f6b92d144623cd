"""Logs: one JSON line an entry on standard error, or plain lines on a terminal; secrets never enter them."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
OURS: Final = logging.getLogger("loopline")


class Logger:
    """Our own entries: an event and its fields, and with a fault its trace."""

    def debug(self, event: str, **fields: object) -> None:
        """A detail."""
        OURS.debug(event, extra={"fields": fields})

    def info(self, event: str, **fields: object) -> None:
        """All is well."""
        OURS.info(event, extra={"fields": fields})

    def warning(self, event: str, **fields: object) -> None:
        """Somebody should look one day."""
        OURS.warning(event, extra={"fields": fields})

    def error(self, event: str, exc_info: BaseException | None = None, **fields: object) -> None:
        """Somebody should look now."""
        OURS.error(event, extra={"fields": fields}, exc_info=exc_info)


log: Final = Logger()


class JsonLine(logging.Formatter):
    """An entry as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Fields first, then what every entry has."""
        entry = {**_fields(record), "event": record.getMessage(), "level": record.levelname.lower()}
        entry["timestamp"] = _moment(record)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=repr)


class PlainLine(logging.Formatter):
    """An entry for eyes; a trace comes below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Moment, level, event, fields."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        line = f"{_moment(record)} [{record.levelname.lower():7}] {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = getattr(record, "fields", {})
    return fields


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")


def warn_of_nobodys(provider: str, count: int) -> None:
    """So many pieces of news from a provider are about no message and nobody that we know."""
    log.warning("news_of_nobody", provider=provider, count=count)


def set_up_logs(level: str) -> None:
    """Set the level and the form for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLine() if sys.stderr.isatty() else JsonLine())
    OURS.handlers, OURS.propagate = [handler], False
    OURS.setLevel(LEVELS[level])
    logging.basicConfig(level=max(LEVELS[level], logging.WARNING), stream=sys.stderr)


def fault_teller(where: str, count: Callable[[str], None] = lambda where: None) -> Callable[[BaseException], None]:
    """Logs what has failed at this place, and counts it."""

    def tell(error: BaseException) -> None:
        count(where)
        log.error("fault", where=where, error=type(error).__name__, text=str(error)[:500], exc_info=error)

    return tell
