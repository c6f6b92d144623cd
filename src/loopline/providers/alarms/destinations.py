"""The destinations of operators' alarms, as LOOPLINE_ALARMS names them. Their URLs are secrets: none is ever told."""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from loopline.model.errors import Invalid
from loopline.providers.alarms.apprise_call import AppriseTeller
from loopline.providers.alarms.hook import HookTeller

DESTINATIONS_MAX: Final = 10
SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://\S")
OWN: Final = ("https", "http")


def destinations(urls: str, *, allow_private: bool) -> Sequence[HookTeller | AppriseTeller]:
    """One for each of the URLs, which are divided by white space; each is called by its number and its scheme.

    Raises Invalid `alarms_invalid` for what is no URL, and for too many of them; `alarms_extra_missing` where a scheme
    needs Apprise and it is not installed.
    """
    named = urls.split()
    if len(named) > DESTINATIONS_MAX:
        raise Invalid("alarms_invalid", f"LOOPLINE_ALARMS names {len(named)} URLs: {DESTINATIONS_MAX} are the most.")
    return [_destination(number, url, allow_private) for number, url in enumerate(named, 1)]


def _destination(number: int, url: str, allow_private: bool) -> HookTeller | AppriseTeller:
    found = SCHEME.match(url)
    if found is None:
        example = "write it as https://hooks.example.com/... or slack://...; several are divided by blanks"
        raise Invalid("alarms_invalid", f"Number {number} of LOOPLINE_ALARMS is no URL: {example}.")
    scheme = found[1].lower()
    name = f"{number} ({scheme})"
    if scheme in OWN:
        return HookTeller(name, url, allow_private=allow_private)
    if find_spec("apprise") is None:
        need = f"{scheme}:// of LOOPLINE_ALARMS needs Apprise: pip install 'loopline[alarms]'."
        raise Invalid("alarms_extra_missing", need)
    return AppriseTeller(name, url, allow_private=allow_private)
