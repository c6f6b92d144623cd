"""The status of an enrollment: where the person stands and, in words, what they wait for."""

from loopline.decisions.nodes import kind_at
from loopline.decisions.published import PublishedSet
from loopline.model.person import Enrollment
from loopline.studio.names import names_of, shown_person
from loopline.studio.people.schemas import OpenEnrollment, Standing

PAUSED = "The journey is paused."


def waiting(enrollment: Enrollment, published: PublishedSet) -> str:
    """The reason for waiting, as one sentence."""
    if published.states.get(enrollment.journey) == "paused":
        return PAUSED
    version = published.version(enrollment.journey, enrollment.version)
    kind = kind_at(version, enrollment.node) if version else None
    return kind.waiting_for(enrollment) if kind else "Stands on a node that is gone."


def enrollment_status(person: str, enrollment: Enrollment, published: PublishedSet, name: str = "") -> Standing:
    """One person at a node, as the list of people in a journey shows them."""
    return Standing(
        person=shown_person(person),
        node=enrollment.node,
        arrived_at=enrollment.arrived_at,
        wake_at=enrollment.wake_at,
        waiting=waiting(enrollment, published),
        held=bool(enrollment.held),
        name=name,
    )


def open_enrollment(enrollment: Enrollment, published: PublishedSet) -> OpenEnrollment:
    """An enrollment that is open, as a person's profile shows it."""
    return OpenEnrollment(
        enrollment=enrollment.id,
        journey=enrollment.journey,
        version=enrollment.version,
        node=enrollment.node,
        entered_at=enrollment.entered_at,
        arrived_at=enrollment.arrived_at,
        wake_at=enrollment.wake_at,
        waiting=waiting(enrollment, published),
        held=bool(enrollment.held),
        journey_name=names_of(published, enrollment.journey, enrollment.node, enrollment.version)[0],
    )
