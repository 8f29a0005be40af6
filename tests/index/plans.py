"""A small made-up plan for the tests of the index, with the tokens that naive tokenizers break."""

from pathlib import Path

PLAN = """\
青湖区人民政府办公室
关于印发《青湖区质量行动计划（2022-2023年）》的通知
青府办发〔2022〕3号
各街道办事处：
　　现将《青湖区质量行动计划（2022-2023年）》印发给你们，请认真贯彻执行。
　　　　　　　　　　青湖区人民政府办公室
　　　　　　　　　　2022年1月10日

青湖区质量行动计划
（2022-2023年）

　　一、总体目标
　　到2023年，完善“3+5+X”产业体系，PM2.5浓度降到37微克/立方米。
　　二、重点任务
　　（一）食品安全
　　推进餐饮企业HACCP体系和GB/T 22000标准应用。
附件：青湖区质量行动计划（2022-2023年）任务分工表
附件
青湖区质量行动计划（2022-2023年）任务分工表
序号
重点任务
年度举措
责任部门
一、重点任务
（一）食品安全
1
在大型餐饮企业推广HACCP体系，建设快检室。
2022年
完成50%的大型餐饮企业HACCP体系建设。
2023年
完成75%的大型餐饮企业HACCP体系建设。
区市场监管局
2
新增养老床位。
2022年
新增养老床位600张。
2023年
新增养老床位700张，改造社区食堂2-3家。
区民政局、区商务委
3
推进NGB-W和物联专网建设。
2022年
建设116处NGB-W站址。
2023年
实现全区NGB-W覆盖。
区科委
"""


def write_plan(folder: Path, name: str = "qinghu.txt", text: str = PLAN) -> Path:
    """The plan as a file in a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
