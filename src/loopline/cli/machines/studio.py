"""`loopline studio`: the studio over shards that other processes run. A second one stands by."""

import contextlib
import os
from functools import partial
from pathlib import Path

import uvloop

from loopline.cli.intake import launch
from loopline.cli.machines.settled import settle_secrets, shared_settings
from loopline.cli.serve import FREED_AT_ONCE, end_replaced, listen, listen_for_mail, local_url, reached_at, serve_app
from loopline.cli.standby.waiting import stand_by
from loopline.crew.machines.studio_app import StudioApp
from loopline.logs import set_up_logs
from loopline.storage.private_folder import keep_new_files_private
from loopline.storage.sql.drivers.owner_lock import StudioLock
from loopline.storage.sql.places import Places


def serve_studio(folder: Path, store: str, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    os.putenv(*FREED_AT_ONCE)
    keep_new_files_private()
    settings = shared_settings(store)
    set_up_logs(settings.log_level)
    url = settings.store_url()
    with listen(host, port) as listener, contextlib.ExitStack() as opened:
        is_ours, lease = stand_by(folder, url, listener, local_url(host, listener), StudioLock(url))
        if is_ours:
            settle_secrets(folder, settings, is_studio=True)
            inbound = opened.enter_context(listen_for_mail(settings)) if settings.inbound else None
            settings = reached_at(local_url(host, listener), settings)
            apart = partial(launch, Places(folder, url), settings.log_level, shards=settings.shards)
            has_process = settings.intake == "process"
            app = partial(StudioApp, folder, settings, apart if has_process else None, end_replaced, lease)
            uvloop.run(serve_app(app, host, listener, inbound))
