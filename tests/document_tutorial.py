"""The tutorial is played: its files are written, its commands run, and what they print is what it shows.

In ``docs/tutorial.md`` a comment ``<!-- writes: PATH -->`` stands before the content of a file,
``<!-- changes: PATH -->`` before lines that each take the place of the last one that begins alike (with
the same key, the same first cell), ``<!-- runs -->`` before commands, and ``<!-- prints -->`` before what
these print. A rulebook's digest is left out of it: any edit of any rule changes it.
"""

from __future__ import annotations

import os
import re
import shlex
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from click.testing import CliRunner

from auditor.cli import main

ROOT = Path(__file__).parents[1]
BESIDE = ("rules", "samples")  # what an author finds in the folder where the tutorial begins
COLUMNS = "100"

_BLOCK = re.compile(
    r"(<!-- (?P<what>writes|changes|runs|prints)(?:: (?P<path>[^ ]+))? -->\n```\w+\n)(?P<body>.*?)(?=^```$)",
    re.DOTALL | re.MULTILINE,
)
_START = re.compile(r"[^:|]*[:|]")
_DIGEST = re.compile(r"（版本 [0-9a-f]{12}）")


@cache
def played(text: str) -> str:
    """``text`` with what its commands print now; unchanged if it has none."""
    if not _BLOCK.search(text):
        return text
    printed = ""

    def play(block: re.Match[str]) -> str:
        nonlocal printed
        body = block["body"]
        match block["what"]:
            case "writes":
                path = Path(block["path"])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(body, encoding="utf-8")
            case "changes":
                _change(Path(block["path"]), body)
            case "runs":
                printed = "".join(run(line) for line in body.splitlines())
            case "prints":
                body = printed
        return block[1] + body

    with TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, {"COLUMNS": COLUMNS}):
        for name in BESIDE:
            Path(name).symlink_to(ROOT / name)
        return _BLOCK.sub(play, text)


def run(line: str) -> str:
    """What a command prints, errors as well."""
    name, *words = shlex.split(line, comments=True)
    if name == "mkdir":
        Path(words[0]).mkdir()
        return ""
    assert name == "auditor", line
    result = CliRunner().invoke(main, words, prog_name="auditor")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = _DIGEST.sub("", result.output).strip("\n").split("\n")
    return "\n".join(said.rstrip() for said in lines) + "\n"


def _change(path: Path, body: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in body.splitlines():
        start = _START.match(line)
        assert start, line
        lines[max(at for at, old in enumerate(lines) if old.startswith(start[0]))] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
