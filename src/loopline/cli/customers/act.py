"""`loopline value` and `loopline time-to`: questions about customers to a data folder, in words or as JSON."""

from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from loopline.cli.answers import Plain
from loopline.cli.local import asked

out = Console(highlight=False)


def show_value(event: str, field: str, weeks: int, data: Path, *, as_json: bool) -> int:
    """What customers will bring, and whether to believe it."""
    answer = asked(
        data,
        "/api/value",
        {"event": event, "field": field, "weeks": str(weeks)},
        lambda app: app.studio.reports.value(event, field, weeks),
    )
    if as_json:
        _print_json(answer)
        return 0
    ahead, money = answer["ahead"], answer["money"]
    out.print(answer["reason"], markup=False, style="bold")
    out.print(f"{answer['customers']:,} customers, of whom {answer['alive']:.0%} still buy, by the model.")
    worth = f", worth {ahead['value']:,.2f}" if ahead["value"] is not None else ""
    total = f" ({ahead['total_value']:,.0f} in all)" if ahead["total_value"] is not None else ""
    out.print(f"In {weeks} weeks each buys {ahead['purchases']:.2f} times{worth}{total}.", markup=False)
    if money is None:
        out.print("What a purchase brings is not known: name its property by --field.")
    elif ahead["value"] is None:
        out.print(f"Who comes often spends otherwise (correlation {money['correlation']:.2f}), so no value is given.")
    if answer["second_error"] is not None:
        out.print(f"A second model (Pareto/NBD) was off by {answer['second_error']:+.0%} there.")
    table = Table(title="Repeat purchases, held to what came", title_justify="left")
    for column in ("week", "came", "expected"):
        table.add_column(column, justify="right")
    step = max(1, len(answer["weeks"]) // 12)
    for one in answer["weeks"][::step]:
        mark = "" if one["week"] < answer["fitted_until"] else " *"
        table.add_row(f"{one['week']}{mark}", f"{one['actual']:,}", f"{one['expected']:,.0f}")
    out.print(table)
    out.print("* behind what the model saw")
    return 0


def show_time_to(begin: str, reach: str, by: str, days: int, data: Path, *, as_json: bool) -> int:
    """How long people take from one event to another."""
    answer = asked(
        data,
        "/api/time-to",
        {"begin": begin, "reach": reach, "by": by, "days": str(days)},
        lambda app: app.studio.reports.timing(begin, reach, by, days),
    )
    if as_json:
        _print_json(answer)
        return 0
    table = Table(title=f"From {begin} to {reach}", title_justify="left")
    for column in ("", "began", "came", "half by day", "7 days", "30 days"):
        table.add_column(column, justify="right")
    for one in answer["groups"]:
        half = f"{one['median_days']:.1f}" if one["median_days"] is not None else "not yet"
        shares = [f"{_share_by(one, day):.1%}" for day in (7, 30)]
        table.add_row(one["name"] or "everybody", f"{one['began']:,}", f"{one['reached']:,}", half, *shares)
    out.print(table)
    if answer["p"] is not None:
        out.print(f"Groups that are alike would differ so much with a probability of {answer['p']:.2g} (log-rank).")
    return 0


def show_contracts(left: list[float], periods: int) -> int:
    """What is left of contracts after more renewals; needs no data folder."""
    import numpy as np

    from loopline.learning.value.contracts import fit_contracts

    model = fit_contracts(left)
    later = np.arange(1, len(left) + periods, dtype=float)
    table = Table(title=f"alpha {model.alpha:.3f}, beta {model.beta:.3f}", title_justify="left")
    for column in ("renewal", "left", "of those before it renew"):
        table.add_column(column, justify="right")
    for period, share, renewing in zip(later, model.surviving(later), model.renewing(later), strict=True):
        table.add_row(f"{period:.0f}", f"{left[0] * share:,.1f}", f"{renewing:.1%}")
    out.print(table)
    return 0


def _share_by(group: Plain, day: float) -> float:
    shares: list[float] = [point["share"] for point in group["points"] if point["days"] <= day]
    return shares[-1] if shares else 0.0


def _print_json(answer: Plain) -> None:
    print(msgspec.json.format(msgspec.json.encode(answer)).decode())
