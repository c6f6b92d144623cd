"""The tracking plan: events, traits and lists as signals carried them. May import `access`."""
