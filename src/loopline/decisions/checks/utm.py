"""Checks of UTM parameters: what their values may name, and how long they may be."""

from typing import Final

from loopline.decisions.checks.findings import Findings, meant, nearest
from loopline.model.mail.utm import FIELD, UTM_CHARACTERS_MAX, UTM_FIELDS, Utm

VALUES: Final = ("source", "medium", "campaign", "content", "term")


def check_utm(found: Findings, utm: Utm, at: str) -> None:
    """Each value names only where a message comes from, and is short enough for an address."""
    for name in VALUES:
        value = getattr(utm, name)
        if len(value) > UTM_CHARACTERS_MAX:
            text = f"A UTM parameter has at most {UTM_CHARACTERS_MAX} characters; this one has {len(value):,}."
            found.error("utm_too_long", text, f"{at}.{name}")
        for field in FIELD.findall(value):
            if field not in UTM_FIELDS:
                wish = nearest(field, UTM_FIELDS)
                allowed = meant(wish, f"It may name {', '.join(UTM_FIELDS)}.")
                text = f'"{field[:60]}" is no field of a UTM parameter: it is the same for everybody. {allowed}'
                found.error("utm_field_unknown", text, f"{at}.{name}", suggestion=wish)
