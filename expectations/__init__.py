"""Gates between the layers: suites of rules as Python data, and the code that runs them.

A suite is a module named after its layer (`raw`, `staging`, `metrics`, `customer_360`, `quality`)
with a function `rules(facts)` that returns the rules of each table. Nothing here imports Great
Expectations when it is imported: that takes seconds and is left to the first run of a suite.
"""
