"""Single messages: taken once each, sent as those of journeys are, followed. May import `access` and `messages`."""
