"""``auditor diff``: what differs between two rulebooks, and on the same records between what they find."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from auditor.cli.running import (
    AS_OF,
    FORMAT,
    KNOWN_HEADERS,
    LIMIT,
    MAPPING,
    PERIOD,
    PREVIOUS,
    PROFILE,
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


@click.command()
@click.argument("old", metavar="OLD", type=click.Path(path_type=Path))
@click.argument("new", metavar="NEW", type=click.Path(path_type=Path))
@click.argument("paths", nargs=-1, metavar="[DATA…]", type=click.Path(path_type=Path))
@PROFILE
@MAPPING
@AS_OF
@PERIOD
@PREVIOUS
@LIMIT
@FORMAT
def diff(
    old: Path,
    new: Path,
    paths: tuple[Path, ...],
    profile: str,
    mapping: Path | None,
    as_of: datetime | None,
    period: Period | None,
    previous: tuple[Path, ...],
    limits: Limits,
    form: str,
) -> None:
    """比较两个规则库：哪些规则是新的、删去了、意思改变了、只改了说法，各改在哪里。

    写了 DATA（导出的文件或文件夹），就用两个规则库各检查一遍，列出不再发现和新发现的问题（已遮盖）。
    """
    if paths:
        read_ahead()
    from auditor.authoring.diff import diff as compare
    from auditor.authoring.diff import diff_findings
    from auditor.authoring.diff_text import render_diff
    from auditor.plan.rulebook import load_rulebook
    from auditor.records.dataset import load_records

    with rulebook_errors():
        books = [load_rulebook([folder], profile) for folder in (old, new)]
    found = None
    if paths:
        datasets = [
            load_records(
                paths,
                book.dictionary,
                previous=previous,
                period=period,
                mapping=mapping_for(mapping, book),
                limits=limits,
            )
            for book in books
        ]
        if not all(dataset.any_read for dataset in datasets):
            nothing_read(KNOWN_HEADERS)
        with progress("正在检查…"):
            before, after = zip(books, datasets, strict=True)
            found = diff_findings(before, after, day_of(as_of))
    difference = compare(books[0], books[1], found)
    click.echo(
        difference.model_dump_json(indent=2) + "\n" if form == "json" else render_diff(difference, width()), nl=False
    )
