"""Models and what they say of people. May import the resource `access`."""
