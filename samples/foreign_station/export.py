"""The folder that the other system hands over."""

from __future__ import annotations

from pathlib import Path

from samples.generator import Records

from .bundles import page_of_print, zipped
from .forms import on_paper
from .texts import bitable, semicolons, web_page
from .workbooks import monthly, plain, register


def files(records: Records) -> dict[str, bytes]:
    """Every file of the folder by its path."""
    records, forms = on_paper(records)
    return {
        "一户一档/石坪镇一户一档台账.xlsx": register(records),
        "走访/走访台账2025年1-5月.xlsx": monthly(records, "走访", (1, 2, 3, 4, 5), "石坪镇走访台账（2025年{}月）"),
        "走访/走访台账2025年6月.xls": web_page(records, "走访", "2025-06", "石坪镇走访台账（2025年6月）"),
        "测评/四色测评2025.csv": semicolons(records, "四色测评"),
        "测评/复评与调色.xlsx": plain(records, "复评", "调色"),
        "个案/个案管理.json": bitable(records, "个案", "个案编号", "见面清单", "见面记录", "结案回头看"),
        "同意书和方案.zip": zipped(
            {
                "登记/同意书登记.csv": semicolons(records, "同意书登记"),
                "方案/帮扶方案2025.xlsx": plain(records, "帮扶方案"),
            },
            "gbk",
        ),
        **forms,
        "2025年上半年工作总结.pdf": page_of_print(),
    }


def write(records: Records, folder: Path) -> None:
    """Write the folder; it holds nothing else of ours."""
    for name, content in files(records).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
