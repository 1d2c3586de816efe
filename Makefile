.PHONY: demo build test lint ui format

demo:     ## a made-up company, built and published
	uv run saas360 demo

build:    ## the files in data/raw
	uv run saas360 build

test:
	uv run pytest

lint:
	mkdir -p data  # where there is none, the linter waits for the database for ever
	uv run ruff check .
	uv run ruff format --check .
	uv run mypy
	uv run sqlfluff lint models

format:
	uv run ruff check --fix .
	uv run ruff format .

ui:       ## the Dagster UI on http://localhost:3000
	uv run dagster dev
