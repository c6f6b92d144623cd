"""When a membership ends, as it was written: in an API call, in a file, on the command line."""

from typing import Final

from loopline.model.duration import DAY
from loopline.model.errors import Invalid
from loopline.model.localtime import iso_ms

YEARS_MS_MAX: Final = 20 * 366 * DAY
FORM: Final = 'Write an end such as "2027-01-31T09:00:00Z", or ms since the epoch; without a zone it is UTC.'


def read_until(given: object, now: int) -> int:
    """The end in ms; 0 where none was given. Raises Invalid `list_until` for one that is not ahead, or far away."""
    if given is None or given == "":
        return 0
    at = given if isinstance(given, int) and not isinstance(given, bool) else _written(given)
    if at is None:
        raise Invalid("list_until", FORM, at="until")
    if not now < at <= now + YEARS_MS_MAX:
        raise Invalid("list_until", "A membership ends ahead, within 20 years; leave `until` out for none.", at="until")
    return at


def _written(given: object) -> int | None:
    if not isinstance(given, str):
        return None
    text = given.strip()
    return int(text) if text.isascii() and text.isdigit() and 9 < len(text) < 17 else iso_ms(text)
