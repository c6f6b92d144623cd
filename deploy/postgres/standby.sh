#!/bin/sh
# Starts the standby: on an empty volume it first copies the primary, and follows it from then on.
set -eu
: "${PRIMARY_HOST:?}" "${LOOPLINE_REPLICA_PASSWORD:?}" "${PGDATA:?}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    chmod 0700 "$PGDATA"
    until PGPASSWORD="$LOOPLINE_REPLICA_PASSWORD" pg_basebackup --pgdata "$PGDATA" --write-recovery-conf --wal-method stream \
        --checkpoint fast --slot loopline_standby \
        --dbname "host=$PRIMARY_HOST user=replica application_name=loopline_standby"; do
        echo 'the primary cannot be copied yet: trying again' >&2
        rm -rf "${PGDATA:?}"/*
        sleep 2
    done
fi
exec postgres "$@"
