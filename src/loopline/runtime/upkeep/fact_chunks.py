"""Chunks of facts on their way to the facts file: a line that cannot be read costs itself alone."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from loopline.model.errors import Unavailable
from loopline.model.fact import Fact
from loopline.model.records import SetAside
from loopline.pipeline.quarantine import Quarantine
from loopline.ports import Facts

WHOLE_MAX: Final = 2**63 - 1
Chunk = tuple[int, bytes]
_decode: Final = msgspec.json.Decoder(Fact).decode


def append_readable(
    facts: Facts, chunks: Sequence[Chunk], quarantine: Quarantine, on_error: Callable[[Exception], None]
) -> None:
    """Append these; when something in them cannot be taken in, each alone: what is bad in one is set aside.

    Afterwards the file knows of all of these chunks. Raises what the store itself raises.
    """
    if not (error := _refused(facts, chunks)):
        return
    if len(chunks) > 1:
        for one in chunks:
            append_readable(facts, [one], quarantine, on_error)
        return
    on_error(error)
    number, lines = chunks[0]
    good, bad = readable_lines(lines)
    if _refused(facts, [(number, good)]):
        bad = lines
        facts.append(number, b"")
    words = f"Facts cannot be read: {len(bad.splitlines())} lines of chunk {number} ({type(error).__name__})."
    quarantine.report(SetAside(kind="chunk", name=str(number), code="export_failed", reason=words, payload=bad))
    quarantine.flush()


def readable_lines(lines: bytes) -> tuple[bytes, bytes]:
    """The facts of a chunk that can be read, and the lines that cannot."""
    good: list[bytes] = []
    bad: list[bytes] = []
    for line in lines.splitlines(keepends=True):
        try:
            fact = _decode(line)
            (good if all(abs(n) <= WHOLE_MAX for n in (fact.at, fact.position, fact.decided_at)) else bad).append(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            bad.append(line)
    return b"".join(good), b"".join(bad)


def _refused(facts: Facts, chunks: Sequence[Chunk]) -> Exception | None:
    """Why what stands in the chunks was refused, where it was."""
    try:
        facts.append_many(chunks)
    except (OSError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, Unavailable) and error.code != "chunk_unreadable":
            raise
        return error
    return None
