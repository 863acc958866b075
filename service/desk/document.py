"""The OpenAPI document beyond what the routes say: sections, licence, and which operations need no key at all."""

from collections.abc import Mapping
from typing import Any

METHODS = frozenset({"get", "put", "post", "delete", "patch"})

SECTIONS: Mapping[str, str] = {
    "intake": "提出与查询信访事项 · Hand in a petition and follow it",
    "letters": "来信登记 · Letters on paper and scans",
    "attachments": "附件 · Files of a petition",
    "notices": "书面告知 · Notices as they were issued",
    "clerk": "信访工作机构办理 · What the bureau does",
    "organ": "承办单位办理 · What an organ does",
    "supervision": "督查督办 · Supervision",
    "statistics": "统计 · Figures, the cases behind them, reports",
    "webhooks": "推送 · Messages to systems",
    "verification": "文书验证 · Whether a notice is genuine",
    "verifying": "公钥与存证 · Keys and the transparency log",
    "vocabulary": "目录 · What codes mean",
    "audit": "审计 · Who has looked at what",
    "admission": "接入 · Tokens and challenges",
    "operations": "运行 · Health and measures",
}


def about() -> dict[str, Any]:
    """What stands at the head of the document."""
    return {
        "license_info": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        "contact": {"name": "运行本服务的信访工作机构 · the bureau that runs this service"},
        "servers": [{"url": "/", "description": "where this document was fetched"}],
        "openapi_tags": [{"name": name, "description": said} for name, said in SECTIONS.items()],
    }


def said_whole(document: dict[str, Any]) -> dict[str, Any]:
    """The document, with an operation that wants no key saying so: generators take silence for an oversight."""
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method in METHODS:
                operation.setdefault("security", [])
    return document
