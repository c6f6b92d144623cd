"""DuckDB's errors as ours: what the store refuses, what stands in a chunk, what is wrong with a question."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from loopline.model.errors import Invalid, Unavailable

FAULTS_OF_THE_QUERY: Final = (
    duckdb.ProgrammingError,
    duckdb.DataError,
    duckdb.NotSupportedError,
    duckdb.PermissionException,
    duckdb.TransactionException,
)
# DuckDB has no type for it: a checksum that is wrong is a plain Error in one place and an IOException in another.
SIGNS_OF_DAMAGE: Final = ("Corrupt", "not a valid DuckDB database", "replaying WAL", "does not match stored checksum")
# A full disk in the middle of a checkpoint; everything that was committed is there once the file is opened anew.
SIGN_OF_INVALIDATION: Final = "has been invalidated"
FAULTS_OF_THE_CHUNK: Final = (duckdb.DataError, duckdb.InvalidInputException, TypeError)


@contextmanager
def translated_errors() -> Iterator[None]:
    """DuckDB's errors as Unavailable."""
    try:
        yield
    except duckdb.Error as fault:
        raise _translated(fault) from fault


def _translated(fault: duckdb.Error) -> Unavailable:
    if any(sign in str(fault) for sign in SIGNS_OF_DAMAGE):
        return Unavailable("facts_damaged", f"The facts file is damaged: {fault}")
    if SIGN_OF_INVALIDATION in str(fault):
        return Unavailable("facts_interrupted", f"The facts file has to be opened anew, which is done: {fault}")
    if isinstance(fault, duckdb.IOException):
        text = (
            f"the facts file cannot be used ({fault}): one process may hold it, so stop the other, or look at the disk"
        )
        return Unavailable("facts_unavailable", text)
    return Unavailable("facts_failed", f"the facts file refused: {fault}")


@contextmanager
def chunk_errors() -> Iterator[None]:
    """Errors of what stands in a chunk, rather than of the store, under their own code: it would fail again."""
    try:
        yield
    except FAULTS_OF_THE_CHUNK as fault:
        raise Unavailable("chunk_unreadable", f"these facts cannot be taken in: {fault}") from fault


@contextmanager
def query_errors() -> Iterator[None]:
    """Errors of the query itself, rather than of the store, as Invalid."""
    try:
        yield
    except FAULTS_OF_THE_QUERY as fault:
        raise Invalid("query_failed", " ".join(str(fault).split())) from fault
