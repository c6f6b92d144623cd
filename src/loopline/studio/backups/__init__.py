"""Backups of the data folder, begun and watched. May import nothing of the studio."""
