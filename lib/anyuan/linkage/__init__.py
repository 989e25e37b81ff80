"""Who is who: rows of different tables become persons; every link says its rule in words."""

from anyuan.linkage.link import LinkBatch, LinkResult, link_records

__all__ = ["LinkBatch", "LinkResult", "link_records"]
