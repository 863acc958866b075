"""What an audit finds, and what it has looked at."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that is not what it was: which, and what is wrong with it."""

    row: str
    says: str

    def __str__(self) -> str:
        return f"{self.row}: {self.says}"


@dataclass(slots=True)
class Audit:
    """How much of what was looked at, and what was found."""

    looked: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def find(self, row: str, says: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(row, says))

    def add(self, other: "Audit") -> None:
        """Take over what another part of the audit has looked at and found."""
        self.looked.update(other.looked)
        self.findings.extend(other.findings)
