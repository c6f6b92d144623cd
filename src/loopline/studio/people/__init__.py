"""People: found, shown and explained, with the status of their enrollments. May import `access`."""
