"""A page as Markdown and as HTML. What an author wrote is shown as it is, and is markup in neither."""

import re
from html import escape
from typing import Final

from loopline.reports.documentation.page import Code, DescriptionPage, Line, Section, Strong

MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~&])")
TICKS: Final = re.compile(r"`+")
LIST: Final = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])")
STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;"
    "background:#fff}code{background:#f0f0f2;padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.3em .6em .3em 0;"
    "border-bottom:1px solid #ddd}.wide{overflow-x:auto}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8ea;background:#16161a}code{background:#2a2a30}"
    "td,th{border-color:#3a3a42}}"
)


def markdown(page: DescriptionPage) -> str:
    """The page as Markdown, with tables of pipes."""
    blocks = [f"# {_md((page.title,))}", *map(_md, page.lead)]
    for section in page.sections:
        blocks.append(f"## {_md((section.title,))}")
        blocks += [_md_list(section)] if section.lines else []
        blocks += [_md_table(section)] if section.rows else []
    return "\n\n".join(blocks) + "\n"


def html(page: DescriptionPage, language: str = "en") -> str:
    """The page as a whole HTML document that loads nothing and runs nothing."""
    title = escape(page.title)
    parts = [f"<h1>{title}</h1>", *(f"<p>{_html(line)}</p>" for line in page.lead)]
    for section in page.sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        if section.lines:
            items = "\n".join(f"<li>{_html(line)}</li>" for line in section.lines)
            tag = "ol" if section.numbered else "ul"
            parts.append(f"<{tag}>\n{items}\n</{tag}>")
        if section.rows:
            parts.append(_html_table(section))
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{STYLE}</style>"
    )
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{language}">\n<head>{head}</head>\n<body>\n{body}\n</body>\n</html>\n'


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _md(line: Line) -> str:
    found = "".join(_md_part(part) for part in line)
    return LIST.sub(r"\1\\\2", found)


def _md_part(part: str | Code | Strong) -> str:
    match part:
        case Code(text=text):
            text = _one_line(text).replace("|", "\\|") or " "
            fence = "`" * (max((len(run) for run in TICKS.findall(text)), default=0) + 1)
            pad = " " if text[0] == "`" or text[-1] == "`" else ""
            return f"{fence}{pad}{text}{pad}{fence}"
        case Strong(text=text):
            return f"**{MARKS.sub(_escaped, _one_line(text))}**"
        case str():
            return MARKS.sub(_escaped, re.sub(r"\s+", " ", part))


def _escaped(mark: re.Match[str]) -> str:
    return f"\\{mark[1]}"


def _md_list(section: Section) -> str:
    marks = [f"{number}." if section.numbered else "-" for number in range(1, len(section.lines) + 1)]
    return "\n".join(f"{mark} {_md(line)}" for mark, line in zip(marks, section.lines, strict=True))


def _md_table(section: Section) -> str:
    lines = [section.columns, ["---"] * len(section.columns), *([_md(cell) for cell in row] for row in section.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _html(line: Line) -> str:
    return "".join(_html_part(part) for part in line)


def _html_part(part: str | Code | Strong) -> str:
    match part:
        case Code(text=text):
            return f"<code>{escape(text)}</code>"
        case Strong(text=text):
            return f"<strong>{escape(text)}</strong>"
        case str():
            return escape(part)


def _html_table(section: Section) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in section.columns)
    rows = "\n".join(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in section.rows)
    return f'<div class="wide"><table>\n<tr>{head}</tr>\n{rows}\n</table></div>'
