"""Which rule looks after which finding: ``rules/coverage.md`` and the figures in the READMEs.

``rules/items.csv`` lists what the evaluators found (S), what the report's own numbers say (N), what it
praises (V), and what law and practice add (X). A rule names the items it covers among its tags.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from document_rules import NOTE, ROOT, table

from auditor.plan.rulebook import load_rulebook
from auditor.rulebook.rule import Rule

CLASSES = {"A": "由记录判定", "B": "靠登记、标签或参数", "C": "文字，只作提示", "D": "自查清单"}
KINDS = {"S": "所指的问题", "N": "自己的数字", "V": "写下的肯定", "X": "法律与实务"}
TOTAL = "合计"
_ENGLISH = {
    **dict(zip(CLASSES.values(), ("from records", "register or parameter", "text, a hint", "self-check"), strict=True)),
    **dict(
        zip(
            KINDS.values(),
            ("what the evaluators found", "the report's numbers", "its praise", "law and practice"),
            strict=True,
        )
    ),
    TOTAL: "all",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list, and the rules that cover it, those on trial as well."""

    id: str
    class_: str
    text: str
    rules: tuple[Rule, ...]


def items() -> tuple[Item, ...]:
    """All items, in the order of the list."""
    covering: dict[str, list[Rule]] = {}
    for rule in sorted(load_rulebook().rules.values(), key=lambda rule: rule.id):
        for tag in rule.tags:
            covering.setdefault(tag, []).append(rule)
    with (ROOT / "rules/items.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Item(row["项"], row["类"], row["内容"], tuple(covering.get(row["项"], ()))) for row in csv.DictReader(file)
        )


def pages() -> Mapping[str, str]:
    """The page by its path from the repository's root."""
    found = items()
    parts = [
        NOTE,
        "# 评估所发现的，各由哪条规则检查\n",
        "S 是一份中期评估报告指出的问题，N 是那份报告里的数字，V 是它写下的肯定（规则报出 n 份中 k 份属实），"
        "X 是法律和实务另外要求的。一条规则管哪几项，写在它的 tags 里。\n",
        summary(found),
    ]
    for kind, said in KINDS.items():
        rows = [(one.id, one.class_, one.text, _links(one)) for one in found if one.id[0] == kind]
        parts += [f"## {kind}：{said}\n", table(("项", "类", "内容", "规则"), rows)]
    return {"rules/coverage.md": "\n".join(parts)}


def summary(found: tuple[Item, ...], *, english: bool = False) -> str:
    """How many items of each kind and class there are, and how many of them rules cover."""

    def say(text: str) -> str:
        return _ENGLISH[text] if english else text

    rows = [(kind, say(said), *_counts(kind, found)) for kind, said in KINDS.items()]
    return table(("", "", *(f"{class_} {say(said)}" for class_, said in CLASSES.items()), say(TOTAL)), rows)


def _counts(kind: str, found: tuple[Item, ...]) -> Iterator[str]:
    own = [one for one in found if one.id[0] == kind]
    total = Counter(one.class_ for one in own)
    covered = Counter(one.class_ for one in own if one.rules)
    yield from (f"{covered[class_]} / {total[class_]}" if total[class_] else "" for class_ in CLASSES)
    yield f"{sum(covered.values())} / {len(own)}"


def _links(item: Item) -> str:
    return "、".join(f"[{rule.id}]({Path(rule.theme).name}/README.md#{rule.id.lower()})" for rule in item.rules)
