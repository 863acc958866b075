"""The service's own source, parsed once for all tests of its architecture."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the service by its path from the repository."""
    found = {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "service").rglob("*.py"))
    }
    assert "service/intake/receive.py" in found, "looked at nothing"
    return found


def calls(tree: ast.AST) -> set[str]:
    """What is called, as written: `tx.commit`, `datetime.now`."""
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def texts(tree: ast.AST) -> set[str]:
    """Every text in the code, the fixed parts of f-strings included, without docstrings."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    }
