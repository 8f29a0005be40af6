"""What a web page leaves in copied text: 验证码, 全部评论, 打印本页, the numbers of pages."""

import re
from collections.abc import Sequence

#: words of a web page's frame, alone on a line
_FRAME = re.compile(
    r"""
    # what readers can do
    验证码|全部评论|网友评论|评论|发表评论|我要评论|我要纠错|纠错|点赞|收藏(?:本页)?|打印(?:本页|本文)?|关闭(?:窗口|本页)?|下载(?:全文|附件)?
    |分享(?:到|至)?[:：]?.{0,12}|扫一扫.*|扫码.{0,16}|微信|微博|QQ空间|登录|注册|搜索|无障碍(?:浏览|阅读)?|[【\[]?字体.{0,8}
    |[【\[]?字号.*|[【\[](?:打印|关闭|收藏|返回|大|中|小)[】\]].{0,20}|大\s+中\s+小
    # where to go from here
    |返回(?:顶部|首页|列表|上页)?|上一[篇条页].*|下一[篇条页].*|首页|.{0,10}首页\s*[>＞».].*|(?:您)?当前(?:的)?位置.*|相关(?:链接|文章|附件|阅读|新闻|解读|稿件).{0,2}
    |(?:政策|图文)解读[:：]?|网站地图|联系我们|关于我们|隐私.{0,4}|友情链接
    # about the page
    |来源[:：].*|信息来源.*|发布(?:时间|日期|机构)[:：].*|浏览(?:次数|量).*|阅读(?:次数|量).*|点击(?:数|量|率|次数).*|责任编辑.*
    |索\s*引\s*号.*|版权所有.*|.*ICP备.*|.*公网安备.*|政府网站标识码.*|主办单位?[:：].*承办.*|Copyright.*
    # numbers of pages
    |[-—–]+\s*\d{1,3}\s*[-—–]+|第\s*\d{1,3}\s*页(?:[,，/ ]*共\s*\d{1,3}\s*页)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_residue(text: str) -> bool:
    """Whether a line is a piece of a web page's frame or of a printed page's edge.

    >>> is_residue("全部评论"), is_residue("— 12 —"), is_residue("评论工作")
    (True, True, False)
    """
    return _FRAME.fullmatch(text.strip()) is not None


def find_residue(lines: Sequence[str]) -> set[int]:
    """Numbers of the lines that are residue."""
    return {number for number, text in enumerate(lines, 1) if is_residue(text)}
