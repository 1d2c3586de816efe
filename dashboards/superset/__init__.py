"""Dashboards for Apache Superset: declared in `declared/`, written as its assets into `assets/`."""
