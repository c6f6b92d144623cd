"""Backups over HTTP: begin one, see how it ended. It is made in `backups/` of the data folder, and nowhere else."""

from fastapi import APIRouter
from starlette.responses import Response

from loopline.api.answer import plain
from loopline.api.describe import also, answers
from loopline.runtime.upkeep.backup import Backup, BackupStatus


def router(backup: Backup) -> APIRouter:
    """The routes of backups."""
    routes = APIRouter(prefix="/api/backups", tags=["operation"])

    @routes.get("", **answers(BackupStatus))
    def backup_state() -> Response:
        """The backup that is under way, or the last one since the start."""
        return plain(backup.status)

    @routes.post("", **answers(BackupStatus, errors=also(409, "One is being made already.")))
    def begin_backup() -> Response:
        """Begin to copy the whole data folder, beside everything else."""
        return plain(backup.begin())

    return routes
