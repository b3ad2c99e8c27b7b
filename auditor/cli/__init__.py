"""The command line: parse arguments, call, print. Nothing is decided here."""

from __future__ import annotations

import gc

import click

from auditor.cli.audit import audit
from auditor.cli.authoring import fmt, new, schema, try_
from auditor.cli.data import describe, map_
from auditor.cli.diff import diff
from auditor.cli.rules import check, explain, test


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="auditor")
def main() -> None:
    """社工站档案规则审计：读导出的记录，逐条按规则检查，说明哪里不对、为什么、怎么改。"""
    gc.set_threshold(100_000, 50)  # what a command builds lives until it ends, so looking for garbage is in vain


for command in (audit, check, describe, diff, explain, fmt, map_, new, schema, test, try_):
    main.add_command(command)
