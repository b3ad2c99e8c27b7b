"""What is no table by itself: a zip whose names are in GBK, and a page of another kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

THEN = (2025, 6, 30, 9, 0, 0)


def zipped(files: Mapping[str, bytes], encoding: str = "utf-8") -> bytes:
    """A zip of the files, their names written in ``encoding`` without saying so, as old Windows tools do."""
    bundle = io.BytesIO()
    names = {f"{number:02d}".ljust(len(name.encode(encoding)), "_"): name for number, name in enumerate(files)}
    with zipfile.ZipFile(bundle, "w") as target:
        for held, name in names.items():
            entry = zipfile.ZipInfo(held, THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, files[name])
    content = bundle.getvalue()
    for held, name in names.items():
        content = content.replace(held.encode("ascii"), name.encode(encoding))
    return content


def page_of_print() -> bytes:
    """A PDF of one blank page: a file of another kind, to be listed and not read."""
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    body = "%PDF-1.4\n" + "".join(f"{number} 0 obj{text}endobj\n" for number, text in enumerate(objects, 1))
    return f"{body}trailer<</Root 1 0 R/Size 4>>\n%%EOF\n".encode("ascii")
