"""`make bench`: the portal against named baselines, interleaved, medians of five rounds.

Each contestant is a script in its own process. A round of one follows a round of the other, the
order turning each time; the ratio is between the medians. Results go to bench/results.json.
`python bench/run.py list-page xlsx` runs those alone; ROUNDS sets the number of rounds.
"""

import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import data

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
ROUNDS = int(os.environ.get("ROUNDS") or 5)


@dataclass(frozen=True)
class Contestant:
    """A script under bench/ on the database of so many projects."""

    script: str
    size: int
    settings: str = "khuyencong.settings"


@dataclass(frozen=True)
class Contest:
    """Two contestants, the ratio that the first may reach, and which facts must be equal."""

    name: str
    title: str
    ours: Contestant
    baseline: Contestant
    target: float
    same: tuple[str, ...]


CONTESTS = (
    Contest(
        "list-page",
        "Danh sách đề án (50 dòng, 5.000 đề án) / trang quản trị Django nguyên bản",
        Contestant("portal/project_list.py", 5_000),
        Contestant("baselines/stock_admin.py", 5_000, "bench.baselines.stock_settings"),
        0.6,
        ("rows", "columns"),
    ),
    Contest(
        "list-growth",
        "Danh sách đề án: 5.000 đề án / 50 đề án",
        Contestant("portal/project_list.py", 5_000),
        Contestant("portal/project_list.py", 50),
        3.0,
        ("rows", "columns"),
    ),
    Contest(
        "xlsx",
        "Excel kế hoạch 10.000 dòng / XlsxWriter trần",
        Contestant("portal/plan_xlsx.py", 10_000),
        Contestant("baselines/bare_xlsxwriter.py", 10_000),
        1.3,
        ("rows", "columns", "sha256"),
    ),
    Contest(
        "pdf",
        "PDF kế hoạch 2.000 dòng / WeasyPrint trần",
        Contestant("portal/plan_pdf.py", 2_000),
        Contestant("baselines/bare_weasyprint.py", 2_000),
        1.2,
        ("pages", "sha256"),
    ),
)


class Runner:
    """A contestant's process."""

    def __init__(self, contestant: Contestant) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), contestant.script],
            cwd=HERE.parent,
            env=data.settings(contestant.size)
            | {"DJANGO_SETTINGS_MODULE": contestant.settings, "PYTHONHASHSEED": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.rounds: list[dict[str, float]] = []
        if self._line() != "ready":
            raise SystemExit(f"{contestant.script} không chạy được.")

    def round(self) -> None:
        """Measure once."""
        self.rounds.append(self._ask("round"))

    def facts(self) -> dict[str, Any]:
        """What the contestant made."""
        return self._ask("result")

    def seconds(self, clock: str) -> float:
        """The median over the rounds."""
        return median(one[clock] for one in self.rounds)

    def stop(self) -> None:
        """End the process."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(30)

    def _ask(self, question: str) -> Any:
        print(question, file=self.process.stdin, flush=True)
        return json.loads(self._line())

    def _line(self) -> str:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit("Một bài đo đã dừng giữa chừng.")
        return line.strip()


def main() -> int:
    """Run the chosen contests; 1 when one misses its target or compares unequal things."""
    chosen = [one for one in CONTESTS if one.name in sys.argv[1:] or not sys.argv[1:]]
    print("Đang chuẩn bị dữ liệu thử tải", flush=True)
    data.prepare()
    results = []
    for contest in chosen:
        print(f"Đang đo: {contest.title}", flush=True)
        results.append(held(contest))
    report = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "rounds": ROUNDS,
        "results": results,
    }
    RESULTS.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print_table(results)
    return 0 if all(one["met"] and one["comparable"] for one in results) else 1


def held(contest: Contest) -> dict[str, Any]:
    """Run one contest; its medians in seconds, ratio and what both made."""
    ours, baseline = Runner(contest.ours), Runner(contest.baseline)
    try:
        for number in range(ROUNDS):
            for runner in (ours, baseline) if number % 2 == 0 else (baseline, ours):
                runner.round()
        facts = {"ours": ours.facts(), "baseline": baseline.facts()}
    finally:
        ours.stop()
        baseline.stop()
    ratio = ours.seconds("wall") / baseline.seconds("wall")
    return {
        "name": contest.name,
        "title": contest.title,
        "ours": f"bench/{contest.ours.script}",
        "baseline": f"bench/{contest.baseline.script}",
        "ours_seconds": round(ours.seconds("wall"), 4),
        "baseline_seconds": round(baseline.seconds("wall"), 4),
        "ratio": round(ratio, 3),
        "cpu_ratio": round(ours.seconds("cpu") / baseline.seconds("cpu"), 3),
        "target": contest.target,
        "met": ratio <= contest.target,
        "comparable": all(facts["ours"][key] == facts["baseline"][key] for key in contest.same),
        "facts": facts,
        "rounds": {"ours": ours.rounds, "baseline": baseline.rounds},
    }


def print_table(results: list[dict[str, Any]]) -> None:
    """One line a contest."""
    print(f"\n{'tỷ lệ':>7} {'CPU':>6} {'mục tiêu':>9} {'của ta':>9} {'đối chứng':>10}  bài đo")
    for one in results:
        verdict = "" if one["met"] else "  CHƯA ĐẠT"
        verdict += "" if one["comparable"] else "  KHÔNG CÙNG NỘI DUNG"
        print(
            f"{one['ratio']:>7.2f} {one['cpu_ratio']:>6.2f} {'<= ' + str(one['target']):>9}"
            f" {one['ours_seconds']:>8.3f}s {one['baseline_seconds']:>9.3f}s"
            f"  {one['title']}{verdict}"
        )
    print(f"\nKết quả: {RESULTS.relative_to(HERE.parent)}")


if __name__ == "__main__":
    sys.exit(main())
