"""What people look at: the shipped pages, made from the published copy.

A page is a module in `dashboards.pages`: a function that asks the copy and gives blocks
(`dashboards.blocks`); how they look is in `templates/` and `static/`. Not here: any number's
definition. Those are in the marts, and reach the pages as comments of the published tables.
"""
