"""Why a file is refused: one row a reason, in Chinese and in English, with what to do next."""

from pathlib import Path
from typing import NamedTuple

from corpus.errors import CorpusError, MalformedDocument, ReaderMissing, UnsafeDocument, UnsupportedFormat


class Refused(Exception):
    """A file is not read; `reason` is a key of `REASONS`, `values` fill its texts."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Reason(NamedTuple):
    """How a refusal is told: what is wrong, and the next step."""

    kind: type[CorpusError]
    problem: str
    hint: str


_SAVE_AS = "请另存为 .docx 再试 / save it as .docx and try again"
_CHECK = "请用办公软件打开检查并重新保存 / open it in an office program, check it and save it again"
_SPLIT = "请只留下计划正文和任务表 / keep only the plan and its task table"
_TRUST = "请从可信来源重新取得文件 / get the file again from a source you trust"

REASONS: dict[str, Reason] = {
    # what the file is
    "unknown ending": Reason(
        UnsupportedFormat, "不支持的文件格式 / unsupported file format", "可用 / use one of: {known}"
    ),
    "old office file": Reason(UnsupportedFormat, "旧版办公文件（.doc .xls .wps）/ old office file", _SAVE_AS),
    "other office file": Reason(UnsupportedFormat, "不能读取的办公文件 / office file of another kind", _SAVE_AS),
    "rich text": Reason(UnsupportedFormat, "RTF文件 / rich text file", _SAVE_AS),
    "mail archive": Reason(UnsupportedFormat, "MHT网页存档 / web archive (MHT)", _SAVE_AS),
    "archive": Reason(
        UnsupportedFormat,
        "压缩包 / packed archive",
        "请先解压，再发送其中的文档 / unpack it and send the document in it",
    ),
    "picture": Reason(
        UnsupportedFormat, "图片，没有文字 / picture without text", "请提供有文字的原文 / provide the text itself"
    ),
    "program": Reason(UnsafeDocument, "程序文件 / executable program", _TRUST),
    "wrong ending": Reason(
        MalformedDocument,
        "文件内容是 {found}，不是 {ending} / content is {found}, not {ending}",
        "请改用正确的后缀 / rename it to end in .{found}",
    ),
    "not a text": Reason(
        MalformedDocument, "不是文本文件 / not a text file", "请存为UTF-8文本再试 / save it as UTF-8 text"
    ),
    "not what it says": Reason(MalformedDocument, "内容不是 {ending} / content is not {ending}", _CHECK),
    # what is in it
    "empty": Reason(MalformedDocument, "文件是空的 / empty file", "请检查文件 / check the file"),
    "broken": Reason(MalformedDocument, "文件已损坏 / broken file", _CHECK),
    "no text": Reason(
        MalformedDocument,
        "扫描件，没有文字（第{pages}页）/ scanned, no text (page {pages})",
        "请提供文字版，或先做文字识别 / provide a version with text, or run text recognition first",
    ),
    "no characters": Reason(
        MalformedDocument,
        "字体没有文字对照，读不出文字（第{pages}页）/ fonts do not tell their characters (page {pages})",
        "请从原文件重新导出PDF，或提供 .docx / export the PDF anew from its source, or provide the .docx",
    ),
    "encrypted": Reason(
        MalformedDocument,
        "文件有密码或已加密 / protected by a password or encrypted",
        "请去掉密码再试 / remove the password and try again",
    ),
    # what it might do
    "macros": Reason(
        UnsafeDocument,
        "文件带有宏，不读取 / contains macros, not read",
        "请另存为不带宏的 .docx 或 .xlsx / save it as .docx or .xlsx without macros",
    ),
    "entities": Reason(UnsafeDocument, "文件带有XML实体声明，不读取 / declares XML entities, not read", _TRUST),
    "bomb": Reason(UnsafeDocument, "压缩内容异常大，不读取 / unpacks to an unreasonable size, not read", _TRUST),
    "unsafe names": Reason(UnsafeDocument, "压缩内容的路径不安全 / unsafe paths inside the file", _TRUST),
    "deep nesting": Reason(UnsafeDocument, "内容嵌套过深，不读取 / nested too deeply, not read", _CHECK),
    "unsafe name": Reason(UnsafeDocument, "文件名不安全 / unsafe file name", "请改用普通文件名 / give it a plain name"),
    "outside": Reason(
        UnsafeDocument,
        "链接指向文件夹之外，不读取 / link that leads out of the folder, not read",
        "请放入文件本身 / put the file itself there",
    ),
    "no file": Reason(UnsafeDocument, "不是普通文件 / not a regular file", "请放入普通文件 / put a regular file there"),
    # how much it is
    "file too large": Reason(MalformedDocument, "文件超过{limit}MB / file is larger than {limit} MB", _SPLIT),
    "too much text": Reason(MalformedDocument, "文字过多，不像一份计划 / far more text than a plan has", _SPLIT),
    "line too long": Reason(
        MalformedDocument, "第{line}行过长 / line {line} is too long", "请分段再试 / break it into paragraphs"
    ),
    "too many cells": Reason(MalformedDocument, "单元格过多（{sheet}）/ too many cells ({sheet})", _SPLIT),
    "too many pages": Reason(MalformedDocument, "超过{limit}页 / more than {limit} pages", _SPLIT),
    "too much memory": Reason(
        UnsafeDocument, "读取所需内存过多，已停止 / reading needs too much memory, stopped", _SPLIT
    ),
    "too long": Reason(UnsafeDocument, "读取时间过长，已停止 / reading takes too long, stopped", _SPLIT),
    "crashed": Reason(UnsafeDocument, "读取时出错，已停止 / reading failed, stopped", _CHECK),
    # what is missing here
    "no library": Reason(
        ReaderMissing,
        "缺少读取 {ending} 的组件 {library} / {library} is needed to read {ending}",
        "请安装 / install it: pip install {library}",
    ),
}


def to_error(reason: str, values: dict[str, object], path: Path) -> CorpusError:
    """The error that tells a person why this file was refused."""
    kind, problem, hint = REASONS[reason]
    return kind(problem.format_map(values), path, hint.format_map(values))
