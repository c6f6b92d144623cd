"""Fields of documents that hold one word of a few: texts, so that a draft with a wrong word can be read and checked."""

from typing import Any, get_args

from msgspec import Meta


def one_of(words: Any, *, or_blank: bool = False) -> Meta:
    """The words of a Literal as the choices that the JSON schema of documents offers; nothing is refused by it.

    Decoding takes any text: the check names a wrong word beside all other faults. `or_blank`: "" has a meaning too.
    """
    return Meta(extra_json_schema={"enum": [*get_args(words), *([""] if or_blank else [])]})
