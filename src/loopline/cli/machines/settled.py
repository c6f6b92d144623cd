"""The settings of a record that several processes share, and what such a record has to be."""

from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from loopline.model.errors import Conflict, Invalid
from loopline.settings import Settings, read_settings
from loopline.storage.private_folder import make_private
from loopline.storage.settled_shards import kept_shards, settle_shards
from loopline.storage.sql.drivers.postgresql import is_postgresql_url
from loopline.storage.sql.drivers.standby_demanded import demand_standby
from loopline.storage.sql.places import Places
from loopline.storage.sql.studio import StudioStore
from loopline.upkeep.shared_secrets import check_secrets, make_secrets


def shared_settings(store: str) -> Settings:
    """The settings, with the number of shards that the record has; one that is new is made as they say.

    Raises Invalid `machines_store` where the record is in files, Conflict `machines_shards` where it has one shard, and
    `standby_missing`, and what the stores raise.
    """
    settings = read_settings()
    url = store or settings.store_url()
    if not is_postgresql_url(url):
        text = "Only a record in PostgreSQL is shared: write --store postgresql://user:password@host/database."
        raise Invalid("machines_store", text, at="--store")
    settings = settings.model_copy(update={"store": SecretStr(url)})
    places = Places(Path(), url)
    kept = kept_shards(places)
    shards = settings.shards if "shards" in settings.model_fields_set else kept or settings.shards
    if shards < 2:
        text = (
            "A record of one shard is run by one process: `loopline serve`, and a second one that stands by. Make a "
            "new record with LOOPLINE_SHARDS."
        )
        raise Conflict("machines_shards", text, at="LOOPLINE_SHARDS")
    if settings.log_url():
        raise Conflict("shards_log", "LOOPLINE_SHARDS needs signals beside the record: leave LOOPLINE_LOG out.")
    if settings.store_standby == "required":
        demand_standby(url)
    settle_shards(places, shards)
    return settings.model_copy(update={"shards": shards})


def settle_secrets(folder: Path, settings: Settings, *, is_studio: bool = False) -> None:
    """See that this folder has the secrets of the record; the first studio makes them.

    Raises Conflict `secrets_differ`, `secrets_missing`.
    """
    make_private(folder)
    with closing(StudioStore(Places(folder, settings.store_url()).studio())) as store:
        if is_studio and not store.secret_marks.all():
            make_secrets(folder)
        check_secrets(folder, store.secret_marks, is_first=is_studio)
