"""Query parameters of paged lists: the cursor that the page before gave, or a moment to go back from."""

from typing import Annotated, Final

from fastapi import Query

CURSOR_CHARACTERS_MAX: Final = 4_096
LAST_MS: Final = 2**62

Cursor = Annotated[
    str,
    Query(
        max_length=CURSOR_CHARACTERS_MAX,
        description="`next` of the page before this one: goes on exactly behind it. Empty: the first page.",
    ),
]
Before = Annotated[
    int | None,
    Query(
        ge=0,
        le=LAST_MS,
        description="Only what happened before this moment (ms, UTC). Page after page goes by `cursor`, exactly.",
    ),
]
