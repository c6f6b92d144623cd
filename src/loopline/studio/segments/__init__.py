"""Segments: listed, sized, used, published. May import `access`, `documents` and `journeys`."""
