"""How long does a rulebook take to load and to check, beside merely parsing its YAML?

Usage: python benchmarks/rulebook.py [--runs 5]

The shipped rule pack is copied under other ids, each copy asking for something else, until it has as many
rules (with their cases) as wanted. The peer is PyYAML's ``CSafeLoader`` on the same files, which gives
neither places nor meanings. Loading is timed in one process, checking as the whole command.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml

from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules
from auditor.rulebook.rule import Rule

_ID = re.compile(r"\b([A-Z]{2})-(\d{3})\b")


def pack_of(count: int, rulebook: Rulebook, folder: Path) -> None:
    """Writes the shipped pack and copies of its rules, ``count`` rules in all, into ``folder``.

    ``count`` is at least as many as there are, for profiles name rules.
    """
    rules = {_file(rule): rule for rule in rulebook.rules.values()}
    shared = [path for path in shipped_rules().rglob("*.yaml") if path not in rules and not _is_case(path)]
    for path in shared:
        _write(path, path.read_text(encoding="utf-8"), folder)
    for at in range(count):
        number, (path, rule) = at // len(rules), list(rules.items())[at % len(rules)]
        _write(path, _told_apart(rule, number), folder, number)
        for case in path.parent.glob(f"{rule.id}-*.test.yaml"):
            _write(case, case.read_text(encoding="utf-8"), folder, number)


def _file(rule: Rule) -> Path:
    return Path(rule.span.source.path)


def _is_case(path: Path) -> bool:
    return path.name.endswith(".test.yaml")


def _told_apart(rule: Rule, number: int) -> str:
    """The rule's text; that of a copy asks for one more day of the year than the copy before it."""
    span, text = rule.when.span, rule.when.span.source.text
    written = text[span.start : span.end].rstrip()
    again = f"({written}) 且 审计日 != {2000 + number}-01-01"
    return f"{text[: span.start]}{again}{text[span.start + len(written) :]}" if number else text


def _write(path: Path, text: str, folder: Path, number: int = 0) -> None:
    copy = folder / path.relative_to(shipped_rules())
    copy.parent.mkdir(parents=True, exist_ok=True)
    if number:
        copy = copy.with_name(f"{number}-{copy.name}")
        text = _ID.sub(rf"\1-{number}\2", text)
    copy.write_text(text, encoding="utf-8")


def seconds(work: Callable[[], object], runs: int) -> float:
    """The median time of ``work``, in seconds."""
    times = []
    for _ in range(runs):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return median(times)


def _parsed(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def figures(folder: Path, runs: int) -> tuple[float, float, float]:
    """Seconds to parse, to load and to check the rulebook in ``folder``."""
    command = [sys.executable, "-m", "auditor", "check", "--rules", str(folder)]
    return (
        seconds(lambda: _parsed(folder), runs),
        seconds(lambda: load_rulebook([folder]), runs),
        seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), runs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rules", type=int, nargs="+", default=[1, 500])
    options = parser.parse_args()
    rulebook = load_rulebook()
    print(f"median of {options.runs} runs")
    print(f"{'rules':>6} {'parse':>8} {'load':>8} {'ratio':>6} {'auditor check':>14} {'ratio':>6}")
    for wanted in options.rules:
        count = max(wanted, len(rulebook.rules))
        with TemporaryDirectory() as name:
            pack_of(count, rulebook, Path(name))
            parse, load, check = figures(Path(name), options.runs)
        print(f"{count:>6} {parse:>7.3f}s {load:>7.3f}s {load / parse:>6.1f} {check:>13.2f}s {check / parse:>6.1f}")


if __name__ == "__main__":
    main()
