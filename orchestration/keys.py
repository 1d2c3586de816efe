"""Asset keys and groups: folder = schema = group = first part of the key."""

from dagster import AssetKey

from saas360.project import Node

PUBLISHED = "published"
PUBLISHED_COPY = AssetKey([PUBLISHED, "saas360"])


def key_of(node: Node) -> AssetKey:
    """The asset key of a raw table, model, seed or snapshot."""
    return AssetKey([node.layer, node.name])
