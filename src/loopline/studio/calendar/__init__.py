"""The calendar: what is planned, what is held until when, what has left. May import `broadcasts` alone."""
