"""Who is who: rows of different tables become persons; every link says its rule in words."""

from anyuan.linkage.link import LinkBatch, LinkResult, link_records
from anyuan.linkage.lists import match_lists, match_parquet

__all__ = ["LinkBatch", "LinkResult", "link_records", "match_lists", "match_parquet"]
