"""The lists of rules: ``rules/README.md`` names them all, a README in each theme's folder has their cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from auditor.authoring.card import render_cards
from auditor.plan.rulebook import Rulebook, load_rulebook, shipped_rules
from auditor.rulebook.rule import Rule

ROOT = Path(__file__).parents[1]
_MARK = re.compile(r"[\\`*_<\[\]]")  # what Markdown would take for its own
NOTE = "<!-- 本页由规则文件生成：make docs -->\n"


def pages() -> Mapping[str, str]:
    """Each page by its path from the repository's root."""
    rulebook = load_rulebook()
    rules = sorted(rulebook.rules.values(), key=lambda rule: (rule.theme, rule.id))
    themes = {theme: list(group) for theme, group in groupby(rules, key=lambda rule: rule.theme)}
    return {
        "rules/README.md": _index(themes, rulebook),
        **{f"rules/{theme}/README.md": _theme(theme, inside, rulebook) for theme, inside in themes.items()},
    }


def _index(themes: Mapping[str, list[Rule]], rulebook: Rulebook) -> str:
    parts = [
        NOTE,
        "# 规则\n",
        f"共 {len(rulebook.rules)} 条，按主题分文件夹；各主题的页里有每条规则的卡片。"
        "“条文”是依据里有明文的，“推定”是由条文推出来的。怎样写规则，见[教程](../docs/tutorial.md)。\n",
        table(
            ("主题", "条数", *(severity for severity in _severities(rulebook))),
            [
                (f"[{theme}](#{theme})", len(rules), *(_count(rules, severity) for severity in _severities(rulebook)))
                for theme, rules in themes.items()
            ],
        ),
    ]
    for theme, rules in themes.items():
        rows = [_row(theme, rule) for rule in rules]
        parts += [f"## {theme}\n", table(("编号", "发现的问题", "级别", "状态", "依据"), rows)]
    parts += ["## 查找表\n", "规则里的数，按等级、分数等查表得到的，在这些表里改。\n", _tables(rulebook)]
    return "\n".join(parts)


def _row(theme: str, rule: Rule) -> tuple[str, ...]:
    link = f"[{rule.id}]({theme}/README.md#{rule.id.lower()})"
    return link, str(rule.title), rule.severity.value, rule.status.value, _basis(rule)


def _theme(theme: str, rules: list[Rule], rulebook: Rulebook) -> str:
    parts = [NOTE, f"# {theme}\n", f"{len(rules)} 条规则。[全部规则](../README.md)\n"]
    for rule in rules:
        file = Path(rule.id.span.source.path).name
        said = f"{rule.severity.value}，{rule.status.value}，第 {rule.version} 版"
        parts += [f"## {rule.id}\n", f"**{rule.title}**（{said}）[{file}]({file})\n"]
        parts += [_as_list(card) for card in render_cards(rulebook, str(rule.id)).split("\n\n")]
    return "\n".join(parts)


def _as_list(card: str) -> str:
    """A card without its title as a list, which a page can wrap."""
    return "".join(f"* {_MARK.sub(_escaped, line.strip())}\n" for line in card.split("\n")[1:])


def _escaped(mark: re.Match[str]) -> str:
    return "\\" + mark[0]


def _basis(rule: Rule) -> str:
    """The first source, what it is (a clause, or inferred from one), and how many there are besides."""
    if not rule.sources:
        return ""
    first, *others = rule.sources
    more = f"，另 {len(others)} 处" if others else ""
    return f"{first.doc} {first.clause}".strip() + f"（{first.basis}{more}）"


def _severities(rulebook: Rulebook) -> list[str]:
    found = {rule.severity for rule in rulebook.rules.values()}
    return [severity.value for severity in sorted(found, key=lambda one: one.rank)]


def _count(rules: list[Rule], severity: str) -> int:
    return sum(rule.severity.value == severity for rule in rules)


def _tables(rulebook: Rulebook) -> str:
    folder = shipped_rules()
    rows = []
    for name, one in sorted(rulebook.tables.items()):
        path = Path(one.span.source.path).relative_to(folder).as_posix()
        rows.append((f"[{name}]({path})", one.title, "、".join(one.outputs), "假定" if one.assumption else ""))
    return table(("表", "标题", "得到", "依据"), rows)


def table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """A Markdown table."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)
