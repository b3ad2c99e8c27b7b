"""``auditor fmt``, ``new``, ``schema`` and ``try``: what rule authors work with."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from auditor.cli.running import (
    AS_OF,
    BROKEN,
    FINDINGS,
    KNOWN_HEADERS,
    LIMIT,
    MAPPING,
    PERIOD,
    PREVIOUS,
    PROFILE,
    RULES,
    day_of,
    mapping_for,
    nothing_read,
    read_ahead,
    rulebook_errors,
)
from auditor.records.period import Period
from auditor.records.reading.limits import Limits

PACK = Path("rules")  # where a pack is edited


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="只列出要整理的文件，不改动；有就退出码为 1。")
@click.option(
    "--spelling",
    type=click.Choice(["zh", "en"]),
    help="关键词用中文还是英文；不写就照规则库里用得多的。",
)
def fmt(paths: tuple[Path, ...], check: bool, spelling: str | None) -> None:
    """整理规则库的文件：各项的次序、缩进、标点、表格对齐。意思和注释不变。

    PATH 是文件或文件夹，可以写多个；不写就是当前文件夹里的 rules。
    """
    from auditor.authoring.format import format_files
    from auditor.authoring.spelling import Spelling
    from auditor.output.files import write_file

    changed = left = total = 0
    with rulebook_errors():
        for file in format_files(paths or (PACK,), Spelling(spelling) if spelling else None):
            total += 1
            if file.text is None:
                left += 1
                click.echo(f"没有整理 {file.path.as_posix()}：{file.reason}", err=True)
            elif file.changed:
                changed += 1
                click.echo(f"{'要整理' if check else '已整理'} {file.path.as_posix()}")
                if not check:
                    write_file(file.path, file.text.encode())
    click.echo(
        f"{total} 个文件，{'要整理' if check else '整理了'} {changed} 个" + (f"，{left} 个没有整理" if left else "")
    )
    sys.exit(BROKEN if left else FINDINGS if check and changed else 0)


@click.command()
@click.argument("rule", metavar="ID")
@click.argument("theme", metavar="THEME")
@click.option(
    "--rules",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=PACK,
    help="规则库文件夹（默认 rules）。",
)
@click.option("--title", default="", help="标题：所发现的问题。")
@click.option("--slug", default="", help="文件名里编号后面的英文，例如 no-goal。")
def new(rule: str, theme: str, folder: Path, title: str, slug: str) -> None:
    """按模板写一条新规则和它的用例。ID 是没有用过的编号，THEME 是主题文件夹；已有的文件不会动。"""
    from auditor.authoring.scaffold import CannotStart, new_rule

    try:
        with rulebook_errors():
            paths = new_rule(rule, theme, folder, title, slug)
    except CannotStart as why:
        raise click.UsageError(str(why)) from why
    for path in paths:
        click.echo(f"已写 {path.as_posix()}")
    click.echo("接下来：改 for 和 when，补齐“待填写”的地方，再运行 auditor check 和 auditor test。")


@click.command("try")
@click.argument("rule", metavar="RULE.yaml", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="DATA…", type=click.Path(path_type=Path))
@RULES
@PROFILE
@MAPPING
@AS_OF
@PERIOD
@PREVIOUS
@LIMIT
@click.option("--subject", metavar="KEY", default="", help="说明哪一个对象：写它的编号；不写就是第一个有问题的。")
@click.option("--mask/--no-mask", default=True, help="遮盖姓名、证件号、电话、地址（默认遮盖）。")
def try_(
    rule: Path,
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    as_of: datetime | None,
    period: Period | None,
    previous: tuple[Path, ...],
    limits: Limits,
    subject: str,
    mask: bool,
) -> None:
    """用导出的记录试一条规则：各有多少结论，以及一个对象是怎样一步一步判断的。"""
    read_ahead()
    from auditor.authoring.trial import CannotTry, read_trial, render_trial
    from auditor.records.dataset import load_records

    try:
        with rulebook_errors():
            trial = read_trial(rule, folders, profile)
        written = mapping_for(mapping, trial.rulebook)
        dataset = load_records(
            paths, trial.rulebook.dictionary, previous=previous, period=period, mapping=written, limits=limits
        )
        if not dataset.any_read:
            nothing_read(KNOWN_HEADERS)
        click.echo(render_trial(trial, dataset, day_of(as_of), subject, mask=mask))
    except CannotTry as why:
        raise click.UsageError(str(why)) from why


@click.command()
@click.option("-o", "--output", metavar="DIR", type=click.Path(path_type=Path), help="写到哪个文件夹。")
def schema(output: Path | None) -> None:
    """写出规则库各种文件的 JSON Schema，供编辑器提示和检查。"""
    from auditor.authoring.schema import FOLDER, write_schemas

    for path in write_schemas(output or FOLDER):
        click.echo(f"已写 {path.as_posix()}")
