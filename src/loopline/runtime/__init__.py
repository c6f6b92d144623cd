"""Runs the loop."""
