"""Draws docs/lineage.svg from dbt's manifest.

`uv run dbt parse && uv run python docs/draw_lineage.py` draws it anew.

Raw and staging tables are shown per domain, intermediate models and metrics per folder, the rest
per model. No edge is written by hand, so the picture is as true as the models. Only the edges from
every raw table to quality.quarantined_rows are left out.
"""

import json
import sys
from collections import defaultdict
from html import escape
from pathlib import Path

DOCS = Path(__file__).resolve().parent
COLUMNS = ["raw", "staging", "intermediate", "marts", "published"]
TITLES = {"marts": "customer_360, metrics, quality", "published": "published copy"}
BOX_HEIGHT, GAP, TOP, COLUMN_STEP, BOX_WIDTH = 22, 8, 56, 275, 222
FITTED = ("intermediate", "fitted by scikit-learn")
PUBLISHED = ("published", "DuckDB, Parquet, manifest")

STYLE = """
text{font:12px system-ui,sans-serif;fill:#1f2933}.t{font-weight:600;font-size:13px}
.g{fill:#66788a}rect{fill:#fff;stroke:#9fb3c8;rx:5}path{fill:none;stroke:#9fb3c8;opacity:.65}
.customer_360 rect,.metrics rect{stroke:#2f6f9f;stroke-width:1.6}.quality rect{stroke:#b7791f}
@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.g{fill:#9aa5b1}rect{fill:#1f2933}
path{stroke:#52606d}}
"""

Box = tuple[str, str]  # column, label


def boxes_and_edges(manifest: dict) -> tuple[dict[str, Box], set[tuple[Box, Box]], dict[Box, str]]:
    """The box of each node, the edges between boxes, and each box's schema.

    Args:
        manifest: dbt's manifest.json.
    """
    box_of: dict[str, Box] = {}
    schemas: dict[Box, str] = {}
    for key, source in manifest["sources"].items():
        if source["source_name"] == "fitted":
            box_of[key] = FITTED
        elif source["source_name"] != "saas360":
            box_of[key] = ("raw", source["source_name"])
    for key, node in manifest["nodes"].items():
        if node["resource_type"] != "model":
            continue
        schema, folder = node["schema"], node["fqn"][2:-1]
        if schema in ("staging", "intermediate"):
            box_of[key] = (schema, folder[0])
        elif schema == "metrics":
            box_of[key] = ("marts", f"metrics: {folder[-1]}")
        else:
            box_of[key] = ("marts", node["name"])
        schemas[box_of[key]] = schema
    edges = {
        (box_of[parent], box)
        for key, box in box_of.items()
        if key.startswith("model.")
        for parent in manifest["nodes"][key]["depends_on"]["nodes"]
        if parent in box_of and box_of[parent] != box
        if (box_of[parent][0], box[0]) != ("raw", "marts")
    }
    edges |= {
        (box, FITTED)
        for key, box in box_of.items()
        if manifest["nodes"].get(key, {}).get("config", {}).get("meta", {}).get("fits")
    }
    edges |= {(box, PUBLISHED) for box in set(box_of.values()) if box[0] == "marts"}
    return box_of, edges, schemas


def draw(manifest: dict) -> str:
    """The picture as SVG text."""
    box_of, edges, schemas = boxes_and_edges(manifest)
    counts: dict[Box, int] = defaultdict(int)
    for box in box_of.values():
        counts[box] += 1
    ordered: dict[str, list[Box]] = {column: [] for column in COLUMNS}
    for box in [*sorted(counts), PUBLISHED]:
        ordered[box[0]].append(box)
    # A box stands near the middle of what feeds it.
    rows: dict[Box, float] = {box: float(i) for i, box in enumerate(ordered["raw"])}
    for column in COLUMNS[1:]:
        feeders = {
            box: [rows[parent] for parent, child in edges if child == box and parent in rows]
            for box in ordered[column]
        }
        weights = {box: sum(f) / len(f) if f else 0.0 for box, f in feeders.items()}
        ordered[column].sort(key=lambda box, w=weights: (w[box], box))
        rows |= {box: float(i) for i, box in enumerate(ordered[column])}
    tallest = max(len(boxes) for boxes in ordered.values())
    height = TOP + tallest * (BOX_HEIGHT + GAP) + 16
    corner: dict[Box, tuple[float, float]] = {}
    for column, boxes in ordered.items():
        spare = (tallest - len(boxes)) * (BOX_HEIGHT + GAP)
        step = BOX_HEIGHT + GAP + spare / (len(boxes) + 1) * (len(boxes) < tallest)
        offset = (tallest * (BOX_HEIGHT + GAP) - step * (len(boxes) - 1) - BOX_HEIGHT) / 2
        for i, box in enumerate(boxes):
            corner[box] = (14 + COLUMNS.index(column) * COLUMN_STEP, TOP + offset + i * step)
    return _svg(corner, edges, schemas, counts, height)


def _svg(
    corner: dict[Box, tuple[float, float]],
    edges: set[tuple[Box, Box]],
    schemas: dict[Box, str],
    counts: dict[Box, int],
    height: float,
) -> str:
    width = 14 * 2 + COLUMN_STEP * (len(COLUMNS) - 1) + BOX_WIDTH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height:.0f}" role="img">',
        "<title>Lineage from raw tables to the published copy</title>",
        f"<style>{STYLE}</style>",
    ]
    for i, column in enumerate(COLUMNS):
        title = escape(TITLES.get(column, column))
        parts.append(f'<text class="t" x="{14 + i * COLUMN_STEP}" y="28">{title}</text>')
        if i:
            x = 14 + i * COLUMN_STEP - (COLUMN_STEP - BOX_WIDTH) / 2
            parts.append(f'<text class="g" x="{x - 14}" y="28">gate</text>')
    for parent, child in sorted(edges):
        (x1, y1), (x2, y2) = corner[parent], corner[child]
        y1, y2 = y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2
        if parent[0] == child[0]:
            bend = x1 - 8 - min(abs(y2 - y1) / 12, 26)
            path = f"M{x1} {y1:.0f}C{bend:.0f} {y1:.0f} {bend:.0f} {y2:.0f} {x2} {y2:.0f}"
        else:
            x1 += BOX_WIDTH
            middle = (x1 + x2) / 2
            path = f"M{x1} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2} {y2:.0f}"
        parts.append(f'<path d="{path}"/>')
    for box, (x, y) in corner.items():
        label = box[1]
        if box[0] in ("raw", "staging", "intermediate") or counts[box] > 1:
            label = f"{label} · {counts[box]} table{'s' * (counts[box] > 1)}"
        parts.append(
            f'<g class="{schemas.get(box, box[0])}">'
            f'<rect x="{x}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}"/>'
            f'<text x="{x + 8}" y="{y + 15:.0f}">{escape(label)}</text></g>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    manifest_path = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS.parent / "target/manifest.json"
    (DOCS / "lineage.svg").write_text(draw(json.loads(manifest_path.read_text())))
