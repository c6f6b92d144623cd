"""The HTTP face, one file a room."""
