"""What the document says: files read into typed, frozen records that cite their lines.

This layer knows the genre (行动计划 with a 任务分工表), never one plan; it imports nothing of the layers above.
"""

from corpus.model import Document
from corpus.parse import parse_document, parse_lines

__all__ = ["Document", "parse_document", "parse_lines"]
