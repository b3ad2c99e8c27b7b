"""``auditor audit``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from auditor.cli.running import (
    AS_OF,
    BROKEN,
    FINDINGS,
    LIMIT,
    MAPPING,
    PERIOD,
    PREVIOUS,
    PROFILE,
    RULES,
    USE_MAP,
    day_of,
    mapping_for,
    nothing_read,
    progress,
    read_ahead,
    rulebook_errors,
    width,
)
from auditor.records.period import Period
from auditor.records.reading.limits import Limits
from auditor.rulebook.rule import Severity

NEVER = "never"
FORMATS = ("table", "json", "xlsx")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path))
@RULES
@PROFILE
@MAPPING
@AS_OF
@PERIOD
@PREVIOUS
@LIMIT
@click.option("--engine", type=click.Choice(["auto", "durable", "duckdb"]), default="auto", help="用哪个引擎。")
@click.option("--verify", is_flag=True, help="两个引擎都跑一遍，结论不同就报内部错误。")
@click.option("--only", metavar="ID,…", default="", help="只跑这些规则。")
@click.option("--skip", metavar="ID,…", default="", help="不跑这些规则。")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", help="输出的格式。")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="写到文件；不写就显示在屏幕上。")
@click.option(
    "--fail-on",
    type=click.Choice([*(severity.value for severity in Severity), NEVER]),
    default=Severity.MAJOR.value,
    help="有这个级别以上的问题时，退出码为 1（默认：严重）。",
)
@click.option("--mask/--no-mask", default=True, help="遮盖姓名、证件号、电话、地址（默认遮盖）。")
@click.option("-q", "--quiet", is_flag=True, help="只显示汇总。")
def audit(
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    as_of: datetime | None,
    period: Period | None,
    previous: tuple[Path, ...],
    limits: Limits,
    engine: str,
    verify: bool,
    only: str,
    skip: str,
    form: str,
    output: Path | None,
    fail_on: str,
    mask: bool,
    quiet: bool,
) -> None:
    """检查导出的记录。PATH 是文件、文件夹或压缩包，可以写多个。

    读 xlsx、xls、et、ods、csv、json、docx、网页表格、parquet；后缀写错了也认得。

    退出码：0 没有达到 --fail-on 级别的问题；1 有；2 规则库有错、规则运行出错或参数不对；3 什么也没读到。
    """
    read_ahead()
    from auditor.audit import UnknownRule
    from auditor.audit import audit as run_audit
    from auditor.engines.base import RunStatus
    from auditor.engines.choice import EngineUnavailable
    from auditor.output.render import render, render_summary
    from auditor.records.dataset import load_records

    if form == "xlsx" and output is None:
        raise click.UsageError("xlsx 要用 -o 写明文件名。")
    with rulebook_errors():
        from auditor.plan.rulebook import load_rulebook

        rulebook = load_rulebook(folders, profile)
    day = day_of(as_of)
    written = mapping_for(mapping, rulebook)
    dataset = load_records(paths, rulebook.dictionary, previous=previous, period=period, mapping=written, limits=limits)
    if not dataset.any_read:
        for problem in dataset.problems:
            click.echo(f"{problem.file}: {problem.code} {problem.text}", err=True)
        nothing_read(USE_MAP)
    try:
        with progress("正在检查…"):
            result = run_audit(
                rulebook,
                dataset,
                day,
                engine=engine,
                verify=verify,
                only=_ids(only),
                skip=_ids(skip),
                mask=mask,
            )
    except UnknownRule as why:
        raise click.UsageError(f"规则库里没有编号为“{why}”的规则。") from why
    except EngineUnavailable as why:
        raise click.UsageError(str(why)) from why
    if output is not None:
        from auditor.output.files import write_file

        write_file(output, render(result, form, width()))
        if not quiet:
            click.echo(render_summary(result, width()))
    elif quiet and form == "table":
        click.echo(render_summary(result, width()))
    else:
        click.echo(render(result, form, width()), nl=False)
    if any(one.status is RunStatus.FAILED for one in result.coverage):
        sys.exit(BROKEN)
    limit = Severity(fail_on).rank if fail_on != NEVER else -1
    sys.exit(FINDINGS if any(finding.severity.rank <= limit for finding in result.findings) else 0)


def _ids(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())
