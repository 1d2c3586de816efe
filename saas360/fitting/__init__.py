"""Models that are fitted here, published as tables of coefficients, and scored in SQL.

dbt makes the rows to learn from, scikit-learn fits, and what is fitted is kept as files that
either engine reads: `<data_dir>/fitted/<model>/<version>_<fitted on>/`, one folder per version.
Nothing here knows what a model is about; its training table's YAML says what it is made of.
"""
