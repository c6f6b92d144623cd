"""Broadcasts: one message to many people, counted, sent and listed. May import `access`, `documents`, `journeys`."""
