"""The status of an enrollment: where the person stands and, in words, what they wait for."""

from loopline.decisions.narrate import moment
from loopline.decisions.program import Program
from loopline.model.journey import Message, Node, Wait
from loopline.model.person import Enrollment
from loopline.studio.names import names_of, shown_person
from loopline.studio.people.schemas import OpenEnrollment, Standing

PAUSED = "The journey is paused."


def waiting(enrollment: Enrollment, program: Program) -> str:
    """The reason for waiting, as one sentence."""
    if program.states.get(enrollment.journey) == "paused":
        return PAUSED
    version = program.version(enrollment.journey, enrollment.version)
    node = version.journey.nodes.get(enrollment.node) if version else None
    return _sentence(node, enrollment)


def _sentence(node: Node | None, enrollment: Enrollment) -> str:
    latest = f" until {moment(enrollment.wake_at)}" if enrollment.wake_at is not None else ""
    match node:
        case Wait(until=until) if until is not None and until.event:
            where = f" with {until.where}" if until.where else ""
            return f"Waits for {until.event}{where}{', at most' if latest else ''}{latest}."
        case Wait(until=until) if until is not None:
            return f"Waits until {until.when} holds{', at most' if latest else ''}{latest}."
        case Wait():
            return f"Waits{latest}."
        case Message() if enrollment.waiting and enrollment.waiting.outcome:
            return "Waits for the outcome of the message."
        case Message():
            return f"The message is put off{latest}."
        case None:
            return "Stands on a node that is gone."
        case _:
            return f"Waits{latest}." if latest else "Goes on with the next signal."


def enrollment_status(person: str, enrollment: Enrollment, program: Program, name: str = "") -> Standing:
    """One person at a node, as the list of people in a journey shows them."""
    return Standing(
        person=shown_person(person),
        node=enrollment.node,
        arrived_at=enrollment.arrived_at,
        wake_at=enrollment.wake_at,
        waiting=waiting(enrollment, program),
        held=bool(enrollment.held),
        name=name,
    )


def open_enrollment(enrollment: Enrollment, program: Program) -> OpenEnrollment:
    """An enrollment that is open, as a person's profile shows it."""
    return OpenEnrollment(
        enrollment=enrollment.id,
        journey=enrollment.journey,
        version=enrollment.version,
        node=enrollment.node,
        entered_at=enrollment.entered_at,
        arrived_at=enrollment.arrived_at,
        wake_at=enrollment.wake_at,
        waiting=waiting(enrollment, program),
        held=bool(enrollment.held),
        journey_name=names_of(program, enrollment.journey, enrollment.node, enrollment.version)[0],
    )
