"""The law by which an option is drawn: the probability of each option that somebody may have, under a policy."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from loopline.model.choosing.policy import CLIP, EXPLORE, RANDOM, ChoicePolicy, ChoiceRule, Lane
from loopline.model.nodes.choose import NOTHING

Law = Mapping[str, float]
"""Probabilities of options, in the order of the document; they sum to one."""

UNSTATED: Final = ChoicePolicy(journey="", node="", version=0)
"""What holds before learning has said anything: all that somebody may have, at random."""


class KnownPerson(Struct, frozen=True):
    """What a policy may go by of a person: the group, and numbers by the name of their field (None: not known)."""

    group: str = ""
    numbers: Mapping[str, float | None] = {}


class Laws(Struct, frozen=True):
    """The laws of the three lanes, and what each lane is chosen by."""

    lanes: Mapping[Lane, float]
    of: Mapping[Lane, Law]

    @property
    def overall(self) -> Law:
        """The probability of each option before anybody knows the lane: the propensity that learning goes by."""
        names = self.of["explore"]
        return {name: sum(self.lanes[lane] * law[name] for lane, law in self.of.items()) for name in names}


def laws(policy: ChoicePolicy, eligible: Sequence[str], known: KnownPerson, least: float) -> Laws:
    """The laws for somebody who may have these options and, always, nothing, for which `least` (a share) is kept."""
    names = (*eligible, NOTHING)
    before = policy.before_share
    lanes: dict[Lane, float] = {
        "explore": EXPLORE,
        "before": (1 - EXPLORE) * before,
        "now": (1 - EXPLORE) * (1 - before),
    }
    spared = max(0.0, (least - EXPLORE / len(names)) / (1 - EXPLORE))
    return Laws(
        lanes,
        {
            "explore": _even(names),
            "before": _sparing(_law(policy.before or RANDOM, names, known), spared),
            "now": _sparing(_law(policy.now, names, known), spared),
        },
    )


def _even(names: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(names, 1 / len(names))


def _sparing(law: Law, least: float) -> Law:
    """The law with at least this share for nothing; the others keep their proportions."""
    if law[NOTHING] >= least:
        return law
    rest = (1 - least) / (1 - law[NOTHING])
    return {name: least if name == NOTHING else share * rest for name, share in law.items()}


def _law(rule: ChoiceRule, names: Sequence[str], known: KnownPerson) -> Law:
    """The law of one rule. Options that it does not know yet get an even part, and it shares out the rest."""
    told = [name for name in names if rule.knows(name)]
    if not told:
        return _even(names)
    part = len(told) / len(names)
    own = _by_score(rule, told, known) if rule.scores else _by_share(rule, told, known)
    return {name: part * own[name] if name in own else 1 / len(names) for name in names}


def _by_share(rule: ChoiceRule, told: Sequence[str], known: KnownPerson) -> Law:
    whole = rule.shares[""]
    stated = rule.shares.get(known.group, whole)
    shares = {name: stated.get(name, whole.get(name, 0.0)) for name in told}
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()} if total > 0 else _even(told)


def _by_score(rule: ChoiceRule, told: Sequence[str], known: KnownPerson) -> Law:
    inputs = [1.0]
    for feature in rule.features:
        number = known.numbers.get(feature.name)
        inputs.append(0.0 if number is None else max(-CLIP, min(CLIP, (number - feature.mean) / feature.scale)))
    inputs += [1.0 if known.group == group else 0.0 for group in rule.groups]
    sums = {name: sum(x * c for x, c in zip(inputs, rule.scores[name], strict=True)) for name in told}
    best = max(told, key=lambda name: sums[name])  # of equals the first of the document
    return {name: 1.0 if name == best else 0.0 for name in told}
