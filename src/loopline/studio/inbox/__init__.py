"""The in-app inbox: a person's messages, as pages read and stream them, and what pages tell. May import `access`."""
