"""Chunks of facts on their way to the facts file: bounded in memory, and a bad line costs itself alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

import msgspec
from msgspec import Raw

from loopline.model.errors import Unavailable
from loopline.model.fact import Fact
from loopline.model.records import SetAside
from loopline.pipeline.quarantine import Quarantine
from loopline.ports import Facts, FactsSource

PIECE_BYTES: Final = 8 << 20
"""A chunk that is too big for once comes in pieces of this size; a line that is longer stays whole."""

KEPT_BYTES_MAX: Final = 16 << 20
"""So many bytes of what cannot be read are kept of a chunk; the others are counted, and are in the log still."""

WHOLE_MAX: Final = 2**63 - 1
Chunk = tuple[int, bytes]


class _Line(Fact, frozen=True):
    data: Raw = Raw(b"null")


_decode: Final = msgspec.json.Decoder(_Line).decode


def append_next(
    state: FactsSource, facts: Facts, after: int, chunks_max: int, bytes_max: int, on_error: Callable[[Exception], None]
) -> tuple[int, bool]:
    """Append the first of the chunks that wait after this one: so many, and about so many bytes, but one at least.

    Their sizes are asked before anything is read. Answers the last chunk of which the file knows by now, and whether
    more were waiting.
    """
    sizes = state.chunk_sizes(after, chunks_max)
    if not sizes:
        return after, False
    count = _fitting([size for _, size in sizes], bytes_max)
    last, size = sizes[count - 1]
    if size > bytes_max:
        piece = min(PIECE_BYTES, bytes_max)
        _append_one(facts, last, lambda: state.chunk_pieces(last, piece), state.quarantine, on_error)
    else:
        append_readable(facts, state.chunks(after, count), state.quarantine, on_error)
    return last, count < len(sizes) or len(sizes) == chunks_max


def _fitting(sizes: Sequence[int], bytes_max: int) -> int:
    """How many of the first go together; one at least."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if total > bytes_max:
            return max(1, count)
    return len(sizes)


def append_readable(
    facts: Facts, chunks: Sequence[Chunk], quarantine: Quarantine, on_error: Callable[[Exception], None]
) -> None:
    """Append these; when something in them cannot be taken in, each alone: what is bad in one is set aside.

    Afterwards the file knows of all of these chunks. Raises what the store itself raises.
    """
    if len(chunks) > 1 and not _refused(facts, chunks):
        return
    for number, lines in chunks:
        _append_one(facts, number, partial(iter, (lines,)), quarantine, on_error)


def _append_one(
    facts: Facts,
    number: int,
    read: Callable[[], Iterator[bytes]],
    quarantine: Quarantine,
    on_error: Callable[[Exception], None],
) -> None:
    """Append one chunk, which `read` reads piece by piece from its beginning."""
    if not (error := _refused(facts, _Pieces(number, read))):
        return
    on_error(error)
    bad = _Unreadable()
    if _refused(facts, _Pieces(number, read, bad)):
        bad.clear()
        for piece in read():
            bad.keep(piece)
        facts.append(number, b"")
    if not bad.count:
        return  # it could be taken in the second time
    words = f"Facts cannot be read: {bad.count} lines of chunk {number} ({type(error).__name__})."
    if bad.left:
        words += f" {bad.left} of them were too much to keep."
    payload = b"".join(bad.lines)
    quarantine.report(SetAside(kind="chunk", name=str(number), code="export_failed", reason=words, payload=payload))
    quarantine.flush()


class _Unreadable:
    """Lines that cannot be read: the first of them, and how many there are."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.count = self.left = self._bytes = 0

    def clear(self) -> None:
        """None of them."""
        self.lines.clear()
        self.count = self.left = self._bytes = 0

    def keep(self, lines: bytes) -> None:
        """These too."""
        if not lines:
            return
        count = len(lines.splitlines())
        self.count += count
        self._bytes += len(lines)
        if self._bytes <= KEPT_BYTES_MAX:
            self.lines.append(lines)
        else:
            self.left += count


class _Pieces:
    """One chunk in pieces of whole lines, read anew each time; with `bad`, without the lines that cannot be read."""

    def __init__(self, number: int, read: Callable[[], Iterator[bytes]], bad: _Unreadable | None = None) -> None:
        self._number, self._read, self._bad = number, read, bad

    def __iter__(self) -> Iterator[Chunk]:
        if self._bad is not None:
            self._bad.clear()
        for lines in _whole_lines(self._read()):
            good = lines
            if self._bad is not None:
                good, bad = readable_lines(lines)
                self._bad.keep(bad)
            yield self._number, good


def _whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces cut anew behind the ends of lines."""
    begun: list[bytes] = []
    for piece in pieces:
        end = piece.rfind(b"\n") + 1
        begun.append(piece[:end])
        if end:
            yield b"".join(begun)
            begun = []
        begun.append(piece[end:])
    if any(begun):
        yield b"".join(begun)


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


def _refused(facts: Facts, chunks: Iterable[Chunk]) -> Exception | None:
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
