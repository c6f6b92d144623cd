"""What is pulled from outside on a schedule, in the studio's store: sources, how far each is, their last runs.

May import: model, storage.sql.
"""
