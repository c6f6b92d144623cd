"""Example journeys that ship with the package. May import nothing else of `studio`."""
