"""``auditor try``: one rule file, perhaps not in the pack yet, against an export, with the trace of a subject."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.authoring.scaffold import with_dictionary
from auditor.authoring.trace import Traces, find_subject, keys_of
from auditor.engines.base import RuleRun, RunStatus, Verdict
from auditor.engines.choice import choose
from auditor.engines.variants import of_rules, plans_for
from auditor.errors import RulebookError, RuleError, suggest
from auditor.plan.rulebook import Rulebook, plan_profile, plan_rulebook, shipped_rules
from auditor.records.dataset import Dataset
from auditor.rulebook.files import read_rulebook
from auditor.rulebook.reader import read_rule
from auditor.rulebook.versions import versioned
from auditor.spans import Text
from auditor.yamltree import Mapping, parse_documents, read_source

_WORTH_SHOWING = (Verdict.PROBLEM, Verdict.UNDECIDED, Verdict.NOT_DUE)


class CannotTry(Exception):
    """There is nothing to try; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A rulebook with the rule to try in it, in place of a rule of the same id if there is one."""

    rulebook: Rulebook
    rule: str
    replaced: bool


def read_trial(path: Path, folders: Collection[Path], profile: str = "") -> Trial:
    """The rule in the file ``path`` beside the rules in ``folders`` (the shipped pack if none).

    All are as ``profile`` (a name or a file) has them.
    Raises RulebookError with every fault, CannotTry if the file has no rule.
    """
    packs = with_dictionary(folders) if folders else [shipped_rules()]
    files, errors = read_rulebook(packs)
    source = read_source(path, path.as_posix())
    found = [document for document in parse_documents(source) if isinstance(document, Mapping)]
    rules = [document for document in found if Text("rule") in document]
    if not rules:
        raise CannotTry(f"{path.as_posix()} 里没有规则（第一行写 rule: 编号）。")
    theme = path.resolve().parent.name
    inside = any(path.resolve().is_relative_to(pack.resolve()) for pack in packs)
    own: list[RuleError] = []
    named = [one for one in rules if one.get(Text("rule")) == rules[0].get(Text("rule"))]
    versions = [rule for one in named if (rule := read_rule(one, theme, own)) is not None]
    rule = versioned(versions, own if not own else []) if versions else None
    errors += [] if inside else own  # else its faults are among those of the pack
    if rule is None or errors:
        raise RulebookError(errors)
    replaced = not inside and str(rule.id) in files.rules
    files.rules[str(rule.id)] = rule
    name = "、".join(pack.name for pack in packs)
    rulebook = plan_profile(name, files, profile, errors) if profile else plan_rulebook(name, files, errors)
    if errors:
        raise RulebookError(errors)
    return Trial(rulebook, str(rule.id), replaced)


def run_trial(trial: Trial, dataset: Dataset, as_of: date) -> dict[str, RuleRun]:
    """The runs of the rule's plans and of those whose findings they read."""
    wanted = plans_for(trial.rulebook, [trial.rule], dataset, as_of)
    with choose("auto", trial.rulebook, dataset).engine as engine:
        return engine.run(dataset, as_of, wanted)


def render_trial(trial: Trial, dataset: Dataset, as_of: date, subject: str = "", *, mask: bool = True) -> str:
    """What came of the rule: its verdicts, and the trace of ``subject`` (a key), else of the first one that is told.

    Raises CannotTry for a subject that the export lacks.
    """
    runs = run_trial(trial, dataset, as_of)
    run = of_rules(trial.rulebook, [trial.rule], runs)[trial.rule]
    plan = trial.rulebook.newest(trial.rule)
    lines = [f"{plan.rule} {plan.title}（{plan.severity.value}，审计日 {as_of}）"]
    if trial.replaced:
        lines.append("规则库里有同一编号的规则，这里试的是写明的这个文件。")
    if run.status is not RunStatus.DONE:
        return "\n".join([*lines, f"{run.status.value}：{run.reason}"])
    total = dataset.tables[plan.subject.name].frame.height
    counts = "，".join(f"{verdict.value} {run.counts.get(verdict, 0)}" for verdict in Verdict)
    lines.append(f"{plan.subject.name} {total} 条，适用 {run.applicable} 条；结论：{counts}")
    rid = _chosen(run, dataset, trial, subject)
    if rid is not None:
        lines += ["", Traces(trial.rulebook, trial.rule, dataset, as_of, runs, mask=mask).render(rid)]
    return "\n".join(lines)


def _chosen(run: RuleRun, dataset: Dataset, trial: Trial, subject: str) -> int | None:
    """The row to trace: the subject named, else the first with the gravest verdict, else the first of all."""
    record = trial.rulebook.newest(trial.rule).subject
    if subject:
        rid = find_subject(dataset, record, subject)
        if rid is None:
            raise CannotTry(f"没有读到{record.name} {subject}。{suggest(subject, keys_of(dataset, record))}")
        return rid
    for verdict in _WORTH_SHOWING:
        for cell in run.cells:
            if cell.verdict is verdict:
                return cell.subject
    return 0 if dataset.tables[record.name].frame.height else None
