"""The whole HTTP face: Segment's dialect, the four rooms, the links in messages."""

from fastapi import FastAPI

from loopline.api import decisions, learning, signals
from loopline.api.face import HouseFace
from loopline.api.server import create_app


def create_house(face: HouseFace) -> FastAPI:
    """The application with every room."""
    return create_app(face, routers=[room.router(face) for room in (signals, decisions, learning)])
