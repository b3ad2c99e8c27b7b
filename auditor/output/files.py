"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, replacing what was there; an interruption leaves the old file as it was.

    The content goes to a file beside it first: only within one file system is replacing atomic.
    Raises ``OSError`` if the directory cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)  # gone already if all went well; Ctrl-C passes here too
