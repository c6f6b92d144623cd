"""Journeys that begin: each way in, walked as far as it goes. May import: `entry`, `triggers`, `walk`."""
