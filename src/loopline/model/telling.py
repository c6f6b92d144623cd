"""How far a change of an account has come on its way to the members."""

from typing import Final

from msgspec import Struct

FIRST_OF_ALL: Final = 0
"""The wake-up of an account whose members are being told: before every other."""


class Telling(Struct, frozen=True, gc=False, array_like=True):
    """A change of an account on its way to the members: those from place `next` on do not know of it yet.

    `person` brought it about and hears of it last ("": nobody does); `id` and `at` are those of its signal, and it
    counts as received at `received_at`. `due` is when the next page is told: `FIRST_OF_ALL` once it was begun, a time
    (ms) while it is put off, and None when all know of it: then `received_at` tells whether the next one is put off.
    """

    person: str
    id: str
    at: int
    received_at: int
    next: int
    due: int | None = FIRST_OF_ALL
