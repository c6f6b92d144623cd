"""Accounts: found, shown with their members and the journeys that they decide on, and explained."""
