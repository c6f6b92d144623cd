"""Processes that share a record need the same secrets: each sees at its start that it has them, by their marks."""

import secrets
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.access.secret_marks import SecretMarks
from loopline.studio.access.inbox_tokens import INBOX_SECRET, make_inbox_secret
from loopline.studio.access.keyring import kept_secret, mail_secret
from loopline.studio.providers.seal import make_seal_key

MARK_BYTES: Final = 16
SECRET_BYTES: Final = 32
FOLDER: Final = "secrets"


def make_secrets(folder: Path) -> None:
    """Those that every record needs sooner or later, so that a copy of the folder made now is whole."""
    made: dict[str, Callable[[], str]] = {
        "providers": make_seal_key,
        "sources": make_seal_key,
        INBOX_SECRET: make_inbox_secret,
        **dict.fromkeys(("links", "cookies", "erasure"), lambda: secrets.token_urlsafe(SECRET_BYTES)),
    }
    mail_secret(folder)
    for name, make in made.items():
        kept_secret(folder, name, make)


def check_secrets(folder: Path, marks: SecretMarks, *, is_first: bool) -> None:
    """Returns where the folder has every secret of the record; what the record does not know yet is marked.

    Where nothing is marked, only the `first` one may begin. Raises Conflict `secrets_differ`, `secrets_missing`.
    """
    here, kept = _marks_of(folder), marks.all()
    if not kept and not is_first:
        text = (
            "The record has no secrets yet: start `loopline studio` first, and give this process its folder `secrets`."
        )
        raise Conflict("secrets_missing", text)
    _compare(here, kept)
    if fresh := {name: mark for name, mark in here.items() if name not in kept}:
        marks.put(fresh)
        _compare(here, marks.all())


def _compare(here: dict[str, str], kept: dict[str, str]) -> None:
    wrong = sorted(name for name, mark in kept.items() if here.get(name) != mark)
    if wrong:
        text = (
            f"This folder has other secrets than the record ({', '.join(wrong)}): copy the folder `secrets` of the "
            "studio into it, or let all of them have the same one."
        )
        raise Conflict("secrets_differ", text)


def _marks_of(folder: Path) -> dict[str, str]:
    files = [one for one in sorted((folder / FOLDER).glob("*")) if one.is_file() and one.suffix != ".new"]
    return {one.name: _mark(one.name, one.read_bytes().strip()) for one in files}


def _mark(name: str, secret: bytes) -> str:
    """Secrets are long and drawn by chance, so nobody finds one by its mark."""
    return blake2b(secret, key=name.encode()[:64], digest_size=MARK_BYTES).hexdigest()
