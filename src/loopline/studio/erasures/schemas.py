"""Forgetting and exporting people as the API shows and takes it. Times are ms since the epoch, UTC."""

from typing import Any, Literal

from msgspec import Struct

from loopline.studio.people.schemas import Profile

Plain = dict[str, Any]
ErasureState = Literal["asked", "erasing", "done"]
"""It is kept, and will be carried out; the loop has let go of the person, and what else is stored is being erased;
nothing is left but what the preview said."""


class Going(Struct, frozen=True):
    """Something that goes: how many, and of what."""

    count: int
    what: str


class ErasurePreview(Struct, frozen=True):
    """What goes and what stays when a person is forgotten. `ids` are all by which this person was known.

    `providers` have had messages for this person: whoever forgets somebody tells them too (GDPR 19). `imports` are
    uploads that name an address or an id and are not carried out yet: forget these first, or their rows are refused.
    `backups` says what older copies hold.
    """

    person: str
    ids: tuple[str, ...]
    goes: tuple[Going, ...]
    stays: tuple[str, ...]
    providers: tuple[str, ...]
    imports: tuple[str, ...]
    backups: str


class ForgetBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a person is forgotten. It is kept, so it should name nobody; `confirm` repeats the id."""

    confirm: str
    reason: str = ""


class ErasureLine(Struct, frozen=True):
    """A person who was forgotten, without anything that says who it was: the random name, when, why, by whom."""

    alias: str
    state: ErasureState
    asked_at: int
    done_at: int | None
    by: str
    reason: str


class ErasureList(Struct, frozen=True):
    """The last ones, newest first."""

    erasures: tuple[ErasureLine, ...]


class PersonExport(Struct, frozen=True):
    """All that is known of a person: the profile with the proofs of consent, every fact, every message as far as a copy
    is kept, and where they come from and go.

    `facts` are told as they are stored, oldest first, at most 100,000; `complete` says whether these are all.
    """

    made_at: int
    person: str
    ids: tuple[str, ...]
    profile: Profile
    history: Plain
    facts: tuple[Plain, ...]
    complete: bool
    messages: tuple[Plain, ...]
    in_app: tuple[Plain, ...]
    providers: tuple[str, ...]
    retention: tuple[str, ...]
