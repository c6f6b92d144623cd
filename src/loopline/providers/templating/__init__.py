"""The engine that renders templates."""
