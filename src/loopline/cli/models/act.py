"""`loopline model ...`: on a data folder, through its server where one runs."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.app import App
from loopline.cli.answers import Plain
from loopline.cli.local import Remote, asked, serving, with_app

out = Console(highlight=False)


def list_models(data: Path, *, as_json: bool) -> int:
    """All that are published."""
    answer = asked(data, "/api/models", {}, lambda app: app.studio.models.list())
    if as_json:
        _print_json(answer)
        return 0
    table = Table(box=None)
    for column in ("model", "stage", "training", "area under the curve", "trusted", "scored"):
        table.add_column(column)
    for one in answer["models"]:
        card, run = one["card"], one["run"]
        seen = f"{card['auc']['estimate']:.3f}" if card else "hours" if one["hours"] else "not trained"
        card = card or one["hours"]
        trusted = ("yes" if card["is_trusted"] else "no") if card else "-"
        table.add_row(one["id"], one["stage"], str(one["version"]), seen, trusted, f"{run['people']:,}" if run else "-")
    out.print(table)
    return 0


def show_model(name: str, data: Path, *, as_json: bool) -> int:
    """One with its card."""
    answer = asked(data, f"/api/models/{quote(name, safe='')}", {}, lambda app: app.studio.models.show(name))
    _print_json(answer) if as_json else _show(answer)
    return 0


def train_now(name: str, data: Path, *, as_json: bool) -> int:
    """Train it anew; 1 where it is not to be trusted."""
    answer = _done(data, f"/api/models/{quote(name, safe='')}/train", lambda app: app.studio.models.train(name))
    _print_json(answer) if as_json else _show(answer)
    return 0 if (answer["card"] or answer["hours"])["is_trusted"] else 1


def score_model(name: str, data: Path, *, as_json: bool) -> int:
    """Score everybody of its audience."""
    run = _done(data, f"/api/models/{quote(name, safe='')}/score", lambda app: app.studio.models.score(name))
    if as_json:
        _print_json(run)
        return 0
    by_rule = f", {run['by_rule']:,} of them by the rule" if run["by_rule"] else ""
    out.print(
        f"The model is {run['standing']}. {run['people']:,} people seen, {run['stated']:,} scores stated{by_rule}."
    )
    return 0


def _done(data: Path, path: str, here: Callable[[App], Awaitable[object]]) -> Plain:
    """What is answered when it is done: by the server on this folder, or by the folder itself, and decided too."""
    server = serving(data)
    if server:
        found: Plain = msgspec.json.decode(Remote(server.url, server.key, seconds=TRAINING_SECONDS).post(path, {}))
        return found

    async def act(app: App) -> Plain:
        answer = await here(app)
        await app.level()
        plain: Plain = msgspec.json.decode(msgspec.json.encode(answer))
        return plain

    return with_app(data, act)


TRAINING_SECONDS = 1_800.0


def _show(answer: Plain) -> None:
    card = answer["card"]
    out.print(
        f"{answer['id']}, stage {answer['stage']}, owner {answer['owner'] or 'nobody'}", markup=False, style="bold"
    )
    if answer["hours"] is not None:
        out.print(_hours_words(answer["version"], answer["hours"]), markup=False)
        return
    if card is None:
        out.print("It has not been trained yet.")
        return
    out.print(card["text"], markup=False)
    out.print(
        f"Training {answer['version']}: {card['learner']}, {card['people']:,} rows of which {card['did']:,} did it, "
        f"split by {card['split']}; Brier {card['brier']:.4f}, calibration error {card['ece']:.4f}.",
        markup=False,
    )
    table = Table(title="Tenths of people by score", title_justify="left", box=None)
    for column in ("tenth", "people", "did it", "rate", "lift"):
        table.add_column(column, justify="right")
    for place, one in enumerate(card["deciles"], 1):
        table.add_row(str(place), f"{one['people']:,}", f"{one['did']:,}", f"{one['rate']:.1%}", f"{one['lift']:.2f}")
    out.print(table)
    told = ", ".join(f"{one['feature']} ({one['effect']:.3f})" for one in card["features"][:8])
    out.print(f"What moves it: {told}.", markup=False)


def _hours_words(version: int, card: Plain) -> str:
    gain = f"{1_000 * card['gain']:+.2f} ({1_000 * card['gain_low']:+.2f} to {1_000 * card['gain_high']:+.2f})"
    return (
        f"Training {version}: the hours of {card['people']:,} people, {card['messages']:,} messages, "
        f"{card['clicks']:,} clicks ({card['rate']:.1%}), {card['segments']} segments.\n"
        f"Against each person's own rate it foretells clicks better by {gain} in 1,000 nats a message; "
        + ("it is trusted." if card["is_trusted"] else "it is not trusted, so waits go by their fixed hour.")
    )


def _print_json(answer: Plain) -> None:
    print(msgspec.json.format(msgspec.json.encode(answer)).decode())
