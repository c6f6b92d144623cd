"""What a team keeps beside journeys and never inside them: comments, and the folder, tags and archive of the list.

May import: model, storage.sql.
"""
