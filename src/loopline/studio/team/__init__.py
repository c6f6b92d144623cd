"""The team: what each role may do, what waits for a second person, what operators are told. May import `access`."""
