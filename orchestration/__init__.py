"""Dagster's side of saas360: one module per concept, wired in `definitions`."""
