"""Refuses a PostgreSQL whose commits wait for no standby, where the operator demands one."""

from typing import Final

from loopline.model.errors import Conflict
from loopline.storage.sql.drivers.postgresql import SESSION, connect_arguments, open_connection, unreachable

ASKED: Final = "SELECT current_setting('synchronous_standby_names'), current_setting('synchronous_commit')"
WAITED_FOR: Final = ("on", "remote_apply")
"""With `remote_write` a standby whose machine stops may forget what it has answered for; with `local` none is asked."""


def demand_standby(url: str) -> None:
    """Returns where each commit waits until a standby has it on disk, by PostgreSQL's own settings.

    Whether a standby is there at this moment is not asked: without one commits wait, and nothing is lost. Raises
    Conflict `standby_missing`, Unavailable `store_unreachable`.
    """
    from psycopg import Error

    try:
        connection = open_connection(connect_arguments(url), SESSION)
        try:
            names, commit = connection.exec_driver_sql(ASKED).one()
        finally:
            connection.close()
    except Error as fault:
        raise unreachable() from fault
    if not names.strip() or commit not in WAITED_FOR:
        text = (
            f"LOOPLINE_STORE_STANDBY demands a synchronous standby, but PostgreSQL has synchronous_standby_names "
            f"'{names}' and synchronous_commit '{commit}': name the standby and set the other to on, or say "
            "LOOPLINE_STORE_STANDBY=optional if the last moments before a failover may be lost."
        )
        raise Conflict("standby_missing", text)
