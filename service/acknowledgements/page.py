"""The page behind the QR code: Chinese, readable on a telephone, without scripts, without anything from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from service.acknowledgements.verification import VerificationOut
from service.bureau.load import Bureau
from service.desk.receipt import moment_in_words

STYLE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:34rem;padding:1.5rem 1.25rem}
body{font:1.0625rem/1.7 system-ui,"PingFang SC","Noto Sans SC",sans-serif}
header{font-size:.95rem;opacity:.75}
h1{font-size:1.5rem;margin:.4rem 0 1rem}
.yes,.no,.old{border-inline-start:.4rem solid;border-radius:.4rem;padding:.8rem 1rem;margin-block:1rem}
.yes{border-color:#1a7f37;background:#1a7f3718}.no{border-color:#c9302c;background:#c9302c18}
.old{border-color:#b06b00;background:#b06b0018}
.yes strong,.no strong,.old strong{display:block;font-size:1.25rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.1rem;margin:1.25rem 0}
dt{opacity:.7}dd{margin:0;overflow-wrap:anywhere}
footer{font-size:.9rem;opacity:.75;border-block-start:1px solid #8886;padding-block-start:.9rem}
"""

_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Language": "zh-CN",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex",
}

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>文书核验 · {bureau}</title>
<style>{style}</style>
</head>
<body>
<header>{bureau}</header>
<main>
<h1>文书核验</h1>
<p class="{mark}" role="status"><strong>{verdict}</strong>{says}</p>
<dl>{facts}</dl>
</main>
<footer>请将以上内容与手中的文书逐项核对。本页只说明文书的真伪和效力，不显示其内容。</footer>
</body>
</html>
"""


def page(answer: VerificationOut, bureau: Bureau) -> str:
    """The answer for a person."""
    mark, verdict = ("yes", "真实有效") if answer.genuine else ("no", "未查到")
    if answer.superseded:
        mark, verdict = "old", "真实，但已被后续文书取代"
    rows = {
        "文书": answer.title,
        "文号": answer.document_number,
        "出具单位": answer.issuer,
        "出具时间": moment_in_words(answer.issued_at) if answer.issued_at else None,
        "信访事项编号": answer.number,
        "改变时间": moment_in_words(answer.superseded_at) if answer.superseded_at else None,
        "文书标识码": answer.serial,
    }
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value or '—')}</dd>" for name, value in rows.items())
    return _PAGE.format(
        bureau=escape(bureau.name), style=STYLE, mark=mark, verdict=verdict, says=escape(answer.says), facts=facts
    )
