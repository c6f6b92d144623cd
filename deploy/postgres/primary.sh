#!/bin/sh
# Run once, on the first start of the primary, by the image's own start: makes the role, the database, and the standby's
# right to follow. From the next start on every commit waits for the standby.
set -eu
: "${POSTGRES_USER:=postgres}" "${LOOPLINE_DB_PASSWORD:?}" "${LOOPLINE_REPLICA_PASSWORD:?}" "${PGDATA:?}"

psql --no-psqlrc --set ON_ERROR_STOP=1 --set password="$LOOPLINE_DB_PASSWORD" \
    --set replica="$LOOPLINE_REPLICA_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE ROLE loopline LOGIN PASSWORD :'password';
CREATE ROLE replica LOGIN REPLICATION PASSWORD :'replica';
CREATE DATABASE loopline OWNER loopline TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
SELECT pg_create_physical_replication_slot('loopline_standby');
ALTER SYSTEM SET synchronous_commit = 'on';
ALTER SYSTEM SET max_slot_wal_keep_size = '10GB';
ALTER SYSTEM SET autovacuum_naptime = '15s';
ALTER SYSTEM SET synchronous_standby_names = 'loopline_standby';
SQL
echo 'host replication replica all scram-sha-256' >> "$PGDATA/pg_hba.conf"
