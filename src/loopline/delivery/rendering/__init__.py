"""Rendered content judged, and the formats that templates may use."""
