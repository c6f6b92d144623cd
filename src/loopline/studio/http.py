"""The whole HTTP face: Segment's dialect, the four rooms, the links in messages, the studio."""

from pathlib import Path

from fastapi import FastAPI

from loopline.api import hooks
from loopline.api.built_studio import BUILT, Studio
from loopline.api.face import HouseFace
from loopline.api.server import create_app
from loopline.studio.access import routes as session
from loopline.studio.journeys import routes as decisions
from loopline.studio.links import routes as links
from loopline.studio.live import routes as operation
from loopline.studio.messages import routes as delivery
from loopline.studio.people import routes as signals
from loopline.studio.previews import routes as trials
from loopline.studio.reports import routes as learning

ROOMS = (signals, decisions, trials, delivery, learning, operation)
DOORS = (session, links, hooks)
"""Open to whoever comes: they look after themselves."""


def create_house(face: HouseFace, studio: Path = BUILT) -> FastAPI:
    """The application with every room; `studio` is the folder of the studio's built files."""
    app = create_app(
        face, routers=[room.router(face) for room in ROOMS], open_routers=[door.router(face) for door in DOORS]
    )
    app.router.default = Studio(studio)
    return app
