"""The built-in messages in each of our languages: the confirmation of a yes, and the answers to words by SMS."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from loopline.model.consent.asking import CONFIRM_FIELD
from loopline.model.journey import PageBrand
from loopline.model.nodes.message import Content

TEMPLATE_BEGINS: Final = re.compile(r"\{(?=[{%#])")
"""What begins a tag of Handlebars or Liquid; each brace for itself, since "{{{" holds two beginnings."""

COLOUR_OF_BUTTON: Final = "#1f5fd6"


@cache
def spoken_texts() -> Mapping[str, Mapping[str, str]]:
    """All texts by language, as the file beside this module has them."""
    return tomllib.loads((files(__package__) / "texts.toml").read_text("utf-8"))


def confirmation_mail(language: str, brand: PageBrand, days: int) -> Content:
    """The mail with the link by which a yes is confirmed. It advertises nothing, as courts ask of it."""
    words, name = spoken_texts()[language], as_written(brand.name.strip())
    of = "_of" if name else ""
    subject, lead = (words[f"{part}{of}"].format(brand=name) for part in ("confirm_subject", "confirm_lead"))
    button, unasked = words["confirm_button"], words["confirm_unasked"].format(days=days)
    link = (
        f'<a href="{{{{{CONFIRM_FIELD}}}}}" style="display:inline-block;background:{COLOUR_OF_BUTTON};color:#ffffff;'
        f'font-weight:600;text-decoration:none;padding:12px 20px;border-radius:8px">{escape(button)}</a>'
    )
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        '<body style="margin:0;padding:24px;font-family:sans-serif;font-size:16px;line-height:1.5;color:#1c2430">'
        f"<p>{escape(lead)}</p><p>{link}</p>"
        f'<p style="font-size:14px;color:#595959">{escape(unasked)}</p></body></html>'
    )
    text = f"{lead}\n\n{button}: {{{{{CONFIRM_FIELD}}}}}\n\n{unasked}\n"
    return Content(subject=subject, html=html, text=text)


def as_written(text: str) -> str:
    """A text that a template shows as it is, whatever braces are in it."""
    return TEMPLATE_BEGINS.sub("{ ", text)
