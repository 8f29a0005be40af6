"""Errors of the index layer.

PlanbotError
└── IndexingError
    ├── IndexMissing     no index file at that path
    ├── IndexOutdated    made by another version of the program, the word tables or the documents
    ├── IndexDamaged     no SQLite file, or one that fails its own check
    └── IndexUnwritable  the folder or the disk does not take the new file
"""

from pathlib import Path

from corpus.errors import PlanbotError

REBUILD = "请运行 planbot index 重建 / run: planbot index"
PERMISSIONS = "请检查权限与磁盘空间，或设置 PLANBOT_INDEX / check permissions and disk space, or set PLANBOT_INDEX"


class IndexingError(PlanbotError):
    """The index cannot be used or made; `path` is its file."""

    problem = "索引出错 / index error"

    def __init__(self, path: Path, hint: str = REBUILD) -> None:
        super().__init__(f"{self.problem}: {path}. {hint}")
        self.path = path


class IndexMissing(IndexingError):
    """There is no index file yet."""

    problem = "索引文件不存在 / no index file"


class IndexOutdated(IndexingError):
    """The index was made by another version of the program or of the word tables, or from other documents."""

    problem = "索引已过期 / index is out of date"


class IndexDamaged(IndexingError):
    """The file is no index, or is damaged."""

    problem = "索引文件损坏 / index file is damaged"


class IndexUnwritable(IndexingError):
    """The new index cannot be written."""

    problem = "索引无法写入 / cannot write the index"
