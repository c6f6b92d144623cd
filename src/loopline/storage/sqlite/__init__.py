"""Log, state and the studio's store, each in one SQLite file. Imports model and the rules of `storage`."""
