"""A journey that chooses, and people for whom one option alone does something."""

from tests.studio.house import House, Json, identify, track

PEOPLE = 420
JOURNEY: Json = {
    "kind": "journey",
    "id": "next",
    "entry": {"on": ["joined"]},
    "goal": {"event": "bought", "within": "1d"},
    "start": "pick",
    "nodes": {
        "pick": {
            "kind": "choose",
            "name": "What next",
            "options": [
                {"name": "gift", "then": "mail"},
                {"name": "tips", "when": "plan != 'none'", "then": "mail"},
            ],
        },
        "mail": {"kind": "message", "channel": "email", "content": {"subject": "x", "text": "y"}},
    },
}
OF_NODE = "/api/journeys/next/choices/pick"


def come(house: House, day: str) -> dict[str, str]:
    """People join; those who got the gift buy, and one in ten of the others."""
    names = [f"{day}{number}" for number in range(PEOPLE)]
    for at in range(0, PEOPLE, 140):
        part = names[at : at + 140]
        house.send(*(identify(name, plan="free" if int(name[1:]) % 7 else "none") for name in part))
        house.send(*(track(name, "joined") for name in part))
    chosen = given(house)
    buyers = [name for name in names if chosen[name] == "gift" or int(name[1:]) % 10 == 0]
    house.send(*(track(name, "bought") for name in buyers))
    return chosen


def given(house: House) -> dict[str, str]:
    """What was chosen for each, by the facts."""
    house.get("/api/journeys/next/choices")  # brings the facts up to date
    found = house.app.facts.query("SELECT person, name FROM facts WHERE kind = 'stepped' AND reason = 'choice'")
    return {str(person): str(option) for person, option in found}
