"""Where people look: the shipped pages, and dashboards for BI tools."""
