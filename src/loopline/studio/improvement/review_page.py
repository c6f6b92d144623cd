"""A weekly review as one HTML page, for a file, for paper and for a mailbox, and as plain text beside it."""

from collections.abc import Iterator
from html import escape
from typing import Final

from loopline.studio.improvement import schemas as shape
from loopline.studio.improvement.review_words import as_of, review_parts, review_title

NOTHING: Final = "Nothing."
LINE_MAX: Final = 600
FONT: Final = "font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif"
BODY: Final = f"margin:0;padding:24px;background:#ffffff;color:#1b1e1c;{FONT};font-size:15px;line-height:23px"
HEAD: Final = "margin:0 0 4px;font-size:22px;line-height:30px"
TITLE: Final = "margin:28px 0 6px;font-size:16px;line-height:24px"
DIM: Final = "margin:0;color:#4c524d;font-size:13px;line-height:20px"
LIST: Final = "margin:0;padding-left:20px"


def review_html(one: shape.Review, url: str = "") -> str:
    """The page, with no request to anybody; `url` is where the review stands in the studio, "" to leave that out."""
    return "\n".join(_html(one, url))


def _html(one: shape.Review, url: str) -> Iterator[str]:
    title = escape(review_title(one))
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title></head>"
    yield f'<body style="{BODY}"><main style="max-width:720px;margin:0 auto">'
    yield f'<h1 style="{HEAD}">{title}</h1><p style="{DIM}">{escape(as_of(one))}</p>'
    if one.note:
        yield f'<p style="margin:12px 0 0;white-space:pre-wrap">{escape(one.note)}</p>'
    for part in review_parts(one):
        yield f'<h2 style="{TITLE}">{escape(part.title)}</h2>'
        if not part.lines:
            yield f'<p style="{DIM}">{NOTHING}</p>'
            continue
        lines = "".join(f"<li>{escape(_short(line))}</li>" for line in part.lines)
        yield f'<ul style="{LIST}">{lines}</ul>'
    if url:
        yield f'<p style="margin:28px 0 0"><a href="{escape(url, quote=True)}" style="color:#0b6b58">Open it</a></p>'
    yield "</main></body></html>"


def review_text(one: shape.Review, url: str = "") -> str:
    """The same as text."""
    told = [review_title(one), as_of(one), *([one.note] if one.note else [])]
    for part in review_parts(one):
        told += ["", part.title, *(f"- {_short(line)}" for line in part.lines or (NOTHING,))]
    return "\n".join([*told, *(["", url] if url else []), ""])


def _short(line: str) -> str:
    plain = " ".join(line.split())
    return plain if len(plain) <= LINE_MAX else f"{plain[: LINE_MAX - 1]}…"
