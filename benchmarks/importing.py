"""`make bench-import`: what reading documents costs, honest ones and hostile ones. Prints, and writes nothing.

Each file is read in a process of its own, so that its memory is its own: the reader's and that of the child which the
reader starts, each at its highest, added up.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config import ROOT
from tests.factories import papers

PLAN_SECONDS, HOSTILE_SECONDS, MOST_MEGABYTES = 1.0, 2.0, 200.0
PAGES, SIGNS = 20, 560
AREA = (
    "（{n}）规范第{n}类窗口服务。完善服务标准和工作台账，梳理办理流程，公示办理时限，每周抽查一次，每月通报一次，"
    "对发现的问题限期整改、逐项销号，整改结果在公开栏公布，接受服务对象监督。牵头部门：综合部；配合部门：财务部、"
    "营销部、安监部；责任人：综合部主任甲；完成时限：2023年9月30日前。"
)
HEAD = """关于开展“安心行”服务提升活动的实施方案
为提升服务质量，结合实际，制定本方案。
一、工作目标
全年有责投诉同比下降三成，服务满意率达到百分之九十六以上。
二、组织领导
组长：总经理甲
副组长：副总经理乙
成员：综合部主任丙、财务部主任丁
三、方法步骤
（一）动员部署阶段（2023年3月1日至3月31日）。召开动员会。
（二）组织实施阶段（2023年4月1日至10月31日）。逐项推进。
（三）总结提高阶段（2023年11月1日至12月31日）。总结经验。
四、重点任务"""
MEASURE = """
import json, resource, sys, time
from pathlib import Path
from importers import files, plan
data, begun = Path(sys.argv[1]).read_bytes(), time.perf_counter()
try:
    text = files.text_of(data)
    read = time.perf_counter() - begun
    draft = plan.read(text)
    said = f"{len(text):,} characters, {len(draft.focus_areas)} focus areas"
except files.Unreadable as unreadable:
    read, said = time.perf_counter() - begun, unreadable.key
whole = time.perf_counter() - begun
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
peak = (int(own) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
print(json.dumps({"read": read, "whole": whole, "peak": peak, "said": said}))
"""


def long_plan(pages: int = PAGES) -> str:
    """A plan of so many A4 pages."""
    areas = (AREA.format(n=n) for n in range(1, pages * SIGNS // len(AREA)))
    return "\n".join([HEAD, *areas, "五、工作要求", "（一）加强领导。各部门主要负责人亲自抓。", "2023年2月20日"])


def honest() -> dict[str, Callable[[], bytes]]:
    """How to make the same plan in each of the forms."""
    text = long_plan()
    return {
        f"txt, {PAGES} pages": text.encode,
        f"docx, {PAGES} pages": lambda: papers.docx("".join(papers.para(line) for line in text.splitlines())),
        f"pdf, {PAGES} pages": lambda: papers.printed(text, header="内部资料 注意保存"),
    }


def measure(name: str) -> tuple[int, dict[str, Any]]:
    """How many bytes the file has; seconds to read and to draft, the peak of memory in MB, and what came out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        # made elsewhere: a process is said to have used what its parent used before it
        subprocess.run([sys.executable, "-m", "benchmarks.importing", "--make", name, path], cwd=ROOT, check=True)
        done = subprocess.run([sys.executable, "-c", MEASURE, path], cwd=ROOT, check=True, stdout=subprocess.PIPE)
        return path.stat().st_size, json.loads(done.stdout)


def main() -> None:
    """Print the two tables; or, as asked by `measure`, make one file."""
    files = honest() | papers.hostile()
    if sys.argv[1:2] == ["--make"]:
        Path(sys.argv[3]).write_bytes(files[sys.argv[2]]())
        return
    print(f"{'a plan as':28} {'read':>6} {'drafted':>8} {'peak':>7}   goal: about {PLAN_SECONDS:.0f} s")
    for name in honest():
        show(name, PLAN_SECONDS)
    print(
        f"\n{'hostile':28} {'read':>6} {'drafted':>8} {'peak':>7}   "
        f"goals: about {HOSTILE_SECONDS:.0f} s, {MOST_MEGABYTES:.0f} MB"
    )
    for name in papers.hostile():
        show(name, HOSTILE_SECONDS)


def show(name: str, goal: float) -> None:
    """One line; an exclamation mark where a goal is missed by more than a fifth."""
    size, figures = measure(name)
    missed = figures["whole"] > goal * 1.2 or figures["peak"] > MOST_MEGABYTES
    print(
        f"{name:28} {figures['read']:5.2f} s {figures['whole']:6.2f} s {figures['peak']:4.0f} MB  "
        f"{'!' if missed else ' '} {figures['said']} ({size / 1024:,.0f} KB)",
        flush=True,
    )


if __name__ == "__main__":
    main()
