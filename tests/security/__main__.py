"""``make security``: runs the test of every row, and prints what was expected and what was seen."""

from __future__ import annotations

import sys
from collections import defaultdict

import pytest

from tests.security.rows import Row, rows


class Seen:
    """What each test gave, over all its cases."""

    def __init__(self) -> None:
        self.passed: dict[str, int] = defaultdict(int)
        self.values: dict[str, str] = {}
        self.wrong: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest after each part of a test."""
        test = report.nodeid.partition("[")[0]
        if report.skipped:
            self.wrong[test] = "skipped"
        elif report.failed:
            self.wrong[test] = str(report.longrepr).strip().splitlines()[-1]
        elif report.when == "call":
            self.passed[test] += 1
            for name, value in report.user_properties:
                if name == "seen":
                    self.values[test] = str(value)

    def of(self, row: Row) -> tuple[bool, str]:
        """Whether it held, and what was seen."""
        if row.test in self.wrong or not self.passed[row.test]:
            return False, self.wrong.get(row.test, "its test did not run")
        cases = self.passed[row.test]
        return True, self.values.get(row.test, f"held in {cases} case{'s' * (cases != 1)}")


def main() -> int:
    """Run and print; 1 when a row does not hold."""
    asked, seen = rows(), Seen()
    tests = sorted({row.test for row in asked})
    pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *tests, *sys.argv[1:]], [seen])
    held = 0
    for row in asked:
        fine, what = seen.of(row)
        held += fine
        sign = "HELD" if fine else "FAIL"
        sys.stdout.write(f"| {sign} | {row.id} | {row.tried} | {row.expected} | {what} |\n")
    sys.stdout.write(f"\n{held} of {len(asked)} properties held\n")
    return int(held != len(asked))


if __name__ == "__main__":
    raise SystemExit(main())
