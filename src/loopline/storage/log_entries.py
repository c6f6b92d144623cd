"""Cutting a piece out of entries in order: the same reading for every log."""

from collections.abc import Sequence

from loopline.model.records import LogEntry


def pick(entries: Sequence[LogEntry], after: int, limit: int) -> list[LogEntry]:
    """The entries past `after` (the first one cut to begin there) until `limit` signals are reached."""
    low, high = 0, len(entries)
    while low < high:
        middle = (low + high) // 2
        if entries[middle].end <= after:
            low = middle + 1
        else:
            high = middle
    picked: list[LogEntry] = []
    count = 0
    while low < len(entries) and count < limit:
        picked.append(cut(entries[low], after))
        count += len(picked[-1].signals)
        low += 1
    return picked


def cut(entry: LogEntry, after: int) -> LogEntry:
    """The part of an entry that stands after a position."""
    if entry.position > after:
        return entry
    return LogEntry(after + 1, entry.signals[after + 1 - entry.position :])
