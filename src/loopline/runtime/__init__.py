"""Runs the loop: engine, intake, dispatch, upkeep and the clock. Imports ports, pipeline and the pure rooms."""
