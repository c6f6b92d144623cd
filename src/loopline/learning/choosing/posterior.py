"""Thompson sampling as shares: by how probable it is that each option is the best, on the whole and in each group.

What was chosen may have hung on what was known of a person, so each choice counts by how much rarer it was for this one
than for others at the time; Kish's effective number says how many choices these weights are worth. Conversions have a
Beta posterior, amounts a normal one. A group's option is shrunk to the whole's, moved by how the group differs on the
whole; how far, the spread of the groups says (empirical Bayes by moments).
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from loopline.learning.choosing.evidence import ChoiceEvidence
from loopline.model.choosing.policy import ChoiceRule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]

DRAWS: Final = 4_000
SEED: Final = 20_080_320
SHARPNESS: Final = 2.0
"""Thompson's probabilities are squared: a part is explored at random for ever beside them, so they need not explore as
much as where they are alone."""

STRENGTH_MIN: Final = 20.0
STRENGTH_MAX: Final = 20_000.0


class Means(NamedTuple):
    """By option: the weighted mean, the effective number of choices, and the variance of one choice."""

    mean: "Floats"
    n: "Floats"
    variance: "Floats"


def means(seen: ChoiceEvidence, among: "Bits") -> Means:
    """Those of the choices `among` these rows; an option that nobody had has the mean of all, and no choices."""
    import numpy as np

    width = len(seen.options)
    chosen, y = seen.chosen[among], seen.reward[among]
    w = _weights(seen, among)
    total = np.bincount(chosen, w, width)
    squares = np.bincount(chosen, w * w, width)
    has = total > 0
    whole = float((w * y).sum() / w.sum()) if len(w) else 0.0
    safe = np.where(has, total, 1.0)
    mean = np.where(has, np.bincount(chosen, w * y, width) / safe, whole)
    n = np.where(has, total * total / np.where(has, squares, 1.0), 0.0)
    spread = np.bincount(chosen, w * (y - mean[chosen]) ** 2, width) / safe
    pooled = float((w * (y - whole) ** 2).sum() / w.sum()) if len(w) else 1.0
    return Means(mean, n, np.where(n >= 30, spread, max(pooled, 1e-12)))


def _weights(seen: ChoiceEvidence, among: "Bits") -> "Floats":
    """The share that the option had on average among these, under the same version of the policy, over that of the one
    who was given it: 1 where all had the same chance, so that an option that is rarely given loses nothing by it."""
    import numpy as np

    versions, place = np.unique(seen.policy[among], return_inverse=True)
    shares, allowed = seen.shares[among], seen.allowed[among]
    size = (len(versions), len(seen.options))
    total, number = np.zeros(size), np.zeros(size)
    np.add.at(total, place, shares)
    np.add.at(number, place, allowed.astype(float))
    chosen = seen.chosen[among]
    found: Floats = (total / np.maximum(number, 1.0))[place, chosen] / seen.propensity[among]
    return found


def best_rule(seen: ChoiceEvidence, among: "Bits", *, money: bool) -> ChoiceRule:
    """The shares of the whole, learned from the choices `among` these rows."""
    import numpy as np

    whole = means(seen, among)
    floor = np.full(len(seen.options), 2.0)
    centre = np.full(len(seen.options), 0.5) if not money else np.full(len(seen.options), float(whole.mean.mean()))
    shares = _shares(whole, centre, floor if not money else np.full_like(floor, 1e-3), money=money)
    return ChoiceRule(stage="best", shares={"": _named(seen, shares)})


def groups_rule(seen: ChoiceEvidence, among: "Bits", *, money: bool) -> ChoiceRule:
    """Those of each group as well."""
    import numpy as np

    whole = means(seen, among)
    found = dict(best_rule(seen, among, money=money).shares)
    parts = [means(seen, among & (seen.group == at)) for at in range(len(seen.groups))]
    base = _level(seen, among)
    prior = [
        whole.mean + (_level(seen, among & (seen.group == at)) - base if (among & (seen.group == at)).any() else 0.0)
        for at in range(len(seen.groups))
    ]
    strength = _strength(parts, prior, whole)
    for name, own, centre in zip(seen.groups, parts, prior, strict=True):
        inside = centre if money else np.clip(centre, 1e-4, 1 - 1e-4)
        found[name] = _named(seen, _shares(own, inside, strength, money=money))
    return ChoiceRule(stage="groups", shares=found)


def _level(seen: ChoiceEvidence, among: "Bits") -> float:
    """The mean of all options, as if each were given evenly: what a group differs by on the whole."""
    found = means(seen, among)
    has = found.n > 0
    return float(found.mean[has].mean()) if has.any() else 0.0


def _strength(parts: "list[Means]", prior: "list[Floats]", whole: Means) -> "Floats":
    """How many choices the whole counts for in a group, by option: many where groups differ by no more than chance."""
    import numpy as np

    known = [(one.n > 1) for one in parts]
    weight = np.array([np.where(k, one.n, 0.0) for k, one in zip(known, parts, strict=True)])
    off = np.array([(one.mean - centre) ** 2 for one, centre in zip(parts, prior, strict=True)])
    noise = np.array([one.variance / np.maximum(one.n, 1.0) for one in parts])
    total = max(float(weight.sum()), 1e-12)
    between = max(float((weight * (off - noise)).sum()) / total, 1e-12)  # one spread for all options: few groups
    return np.clip(whole.variance / between, STRENGTH_MIN, STRENGTH_MAX)


def _shares(own: Means, centre: "Floats", strength: "Floats", *, money: bool) -> "Floats":
    """The part of the posterior's draws in which each option is the best, sharpened."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    mean = (strength * centre + own.n * own.mean) / (strength + own.n)
    size = (DRAWS, len(mean))
    if money:
        drawn = mean + np.sqrt(own.variance / (strength + own.n)) * chance.standard_normal(size)
    else:
        inside = np.clip(mean, 1e-6, 1 - 1e-6)
        drawn = chance.beta((strength + own.n) * inside, (strength + own.n) * (1 - inside), size)
    best = np.bincount(drawn.argmax(axis=1), minlength=len(mean)) / DRAWS
    sharpened: Floats = best**SHARPNESS / (best**SHARPNESS).sum()
    return sharpened


def _named(seen: ChoiceEvidence, shares: "Floats") -> dict[str, float]:
    return {name: float(share) for name, share in zip(seen.options, shares, strict=True)}
