"""People forgotten, and all that is known of somebody written out. May import `access`, `imports`, `people`."""
