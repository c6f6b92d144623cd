"""The HTML of the preference page. Everything that comes from a workspace, a person or a link is escaped here."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from msgspec import Struct

from loopline.model.language.spoken import NAMES
from loopline.studio.links.preferences.choices import FREQUENCIES, PAUSES, Box, Choices


class PreferenceView(Struct, frozen=True):
    """What the page is about: the message's channel and topic by name, for whom, and what was done just now.

    `undo` names what the button that takes it back gives again; none: there is nothing to take back.
    """

    channel: str
    topic: str
    address: str
    choices: Choices
    language: str
    notice: str = ""
    undo: tuple[str, ...] = ()
    now: int = 0


def preference_body(shown: PreferenceView, words: Mapping[str, str]) -> str:
    """The page below its title: one button to leave, then everything that can be chosen."""
    parts = [f"<p>{escape(words['for_address'].format(address=shown.address))}</p>"] if shown.address else []
    if shown.notice:
        parts.append(f'<p class="notice" role="status">{escape(words[shown.notice])}</p>')
    if shown.undo:
        names = "".join(f'<input type="hidden" name="undo" value="{escape(name)}">' for name in shown.undo)
        parts.append(f"<p>{escape(leaving_line(shown, words))}</p>" if shown.notice == "left" else "")
        parts.append(_form(names, "undo", words["undo"], second=True))
    else:
        parts.append(f"<p>{escape(leaving_line(shown, words))}</p>")
        parts.append(_form("", "leave", words["leave"]))
    parts.append(f"<h2>{escape(words['choose'])}</h2>")
    parts.append(_form(_choices(shown, words), "save", words["save"]))
    parts.append(_form("", "leave_all", words["leave_all"], second=True))
    parts.append(f"<p><small>{escape(words['necessary'])}</small></p>")
    return "".join(parts)


def leaving_line(shown: PreferenceView, words: Mapping[str, str]) -> str:
    """What somebody will not get any more, as one sentence."""
    what = words.get(shown.channel, shown.channel)
    line = words["leave_topic" if shown.topic else "leave_channel"]
    return line.format(what=what, topic=shown.topic)


def _form(inside: str, act: str, label: str, *, second: bool = False) -> str:
    look = ' class="second"' if second else ""
    button = f'<button type="submit" name="act" value="{act}"{look}>{escape(label)}</button>'
    return f'<form method="post">{inside}{button}</form>'


def _choices(shown: PreferenceView, words: Mapping[str, str]) -> str:
    choices, wishes = shown.choices, shown.choices.wishes
    parts = [_fieldset(words["channels"], "".join(_box(one, words[one.channel]) for one in choices.channels))]
    if choices.topics:
        lines = "".join(
            f'<div class="topic"><strong>{escape(line.name)}</strong>'
            + (f"<small>{escape(line.description)}</small>" if line.description else "")
            + f"<div>{''.join(_box(one, words[one.channel], of=line.name) for one in line.boxes)}</div></div>"
            for line in choices.topics
        )
        parts.append(_fieldset(words["topics"], lines))
    often = [("0", words["any"])] + [(str(n), words["at_most"].format(n=n)) for n in _frequencies(wishes.at_most)]
    parts.append(_select("at_most", words["frequency"], often, str(wishes.at_most)))
    pauses = [("0", words["no_pause"])] + [(str(days), words["pause_days"].format(n=days)) for days in PAUSES]
    paused = wishes.paused_until > shown.now
    if paused:
        until = f"{datetime.fromtimestamp(wishes.paused_until / 1000, UTC):%Y-%m-%d}"
        pauses.insert(0, ("", words["paused"].format(date=until)))
    parts.append(_select("pause", words["pause"], pauses, "" if paused else "0"))
    parts.append(_select("language", words["language"], sorted(NAMES.items()), shown.language))
    return "".join(parts)


def _frequencies(own: int) -> Sequence[int]:
    return sorted({*FREQUENCIES, own} - {0})


def _fieldset(legend: str, inside: str) -> str:
    return f"<fieldset><legend>{escape(legend)}</legend>{inside}</fieldset>"


def _box(box: Box, label: str, of: str = "") -> str:
    name, ticked = escape(box.name), " checked" if box.ticked else ""
    said = f' aria-label="{escape(f"{of}: {label}")}"' if of else ""
    return (
        f'<label><input type="hidden" name="shown" value="{name}">'
        f'<input type="checkbox" name="on" value="{name}"{said}{ticked}> {escape(label)}</label>'
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    lines = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<label class="row">{escape(label)} <select name="{name}">{lines}</select></label>'
