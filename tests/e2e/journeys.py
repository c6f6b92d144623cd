"""Journeys that the stories begin with."""

from typing import Any

Json = dict[str, Any]


def mail(subject: str, then: str = "") -> Json:
    """An e-mail of one paragraph."""
    node: Json = {"kind": "message", "channel": "email", "content": {"subject": subject, "html": f"<p>{subject}</p>"}}
    return {**node, "then": then} if then else node


WELCOME: Json = {
    "kind": "journey",
    "id": "welcome",
    "name": "Welcome",
    "owner": "growth",
    "entry": {"on": ["signed_up"]},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "start": "hello",
    "nodes": {
        "hello": mail("Hello", "project"),
        "project": {
            "kind": "wait",
            "name": "Until a project",
            "until": {"event": "project_created"},
            "timeout": "7d",
            "then": "well_done",
        },
        "well_done": mail("Well done, {{person.id}}"),
    },
}

TRIAL: Json = {
    "kind": "journey",
    "id": "trial",
    "name": "Trial",
    "hypothesis": "A reminder on the last day brings more of them to buy.",
    "entry": {"on": ["trial_began"]},
    "holdout": {"percent": 30},
    "goal": {"event": "bought", "value": "amount", "within": "14d"},
    "start": "remember",
    "nodes": {
        "remember": mail("Your trial ends", "pause"),
        "pause": {"kind": "wait", "for": "3d", "then": "last"},
        "last": mail("The last day"),
    },
}


def tall(steps: int) -> Json:
    """A journey of so many steps: messages and waits, with a split every tenth that leads on."""
    nodes: Json = {}
    for n in range(steps):
        then = f"n{n + 1}" if n + 1 < steps else ""
        if n % 10 == 9 and then:
            nodes[f"n{n}"] = {
                "kind": "split",
                "branches": [{"when": f"seats > {n}", "then": then}],
                "otherwise": f"n{min(n + 3, steps - 1)}",
            }
        elif n % 2:
            nodes[f"n{n}"] = {"kind": "wait", "for": "1d", **({"then": then} if then else {})}
        else:
            nodes[f"n{n}"] = mail(f"Step {n}", then)
    return {"kind": "journey", "id": "tall", "name": "Tall", "entry": {"on": ["began"]}, "start": "n0", "nodes": nodes}
