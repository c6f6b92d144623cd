"""The whole HTTP face: Segment's dialect, the four rooms, the links in messages, the studio."""

from pathlib import Path

from fastapi import FastAPI

from loopline.api import decisions, delivery, learning, links, operation, session, signals, trials
from loopline.api.face import HouseFace
from loopline.api.server import create_app
from loopline.api.studio import BUILT, Studio

ROOMS = (signals, decisions, trials, delivery, learning, operation)
DOORS = (session, links)
"""Open to whoever comes: they look after themselves."""


def create_house(face: HouseFace, studio: Path = BUILT) -> FastAPI:
    """The application with every room; `studio` is the folder of the studio's built files."""
    app = create_app(
        face, routers=[room.router(face) for room in ROOMS], open_routers=[door.router(face) for door in DOORS]
    )
    app.router.default = Studio(studio)
    return app
