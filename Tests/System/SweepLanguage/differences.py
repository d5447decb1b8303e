"""The table of intended differences in the documentation, and the tally of those that a comparison meets."""

import collections
import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
TABLE = REPOSITORY / "Sources/SweepModel/Documentation.docc/WandbDifferences.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ([a-z, ]+) \|")
NOT_GENERATED = "not generated"


def rows() -> dict[str, set[str]]:
    """The comparisons that meet each difference, by its key."""
    found = [ROW.match(line) for line in TABLE.read_text().splitlines()]
    return {row[1]: set(row[2].split(", ")) for row in found if row}


class Differences:
    """What one comparison found: agreements, differences that the table explains, and the rest, which fail it."""

    SHOWN = 20

    def __init__(self, comparison: str):
        table = rows()
        self.comparison = comparison
        self.expected = {key for key, comparisons in table.items() if comparison in comparisons}
        self.met: collections.Counter[str] = collections.Counter()
        self.agreed = 0
        self.faults: list[str] = []

    def agree(self, count: int = 1):
        self.agreed += count

    def differ(self, key: str | None, account: str):
        """Counts a difference; without a `key`, or with one that the table lacks, it is a fault."""
        if key in self.expected:
            self.met[key] += 1
        else:
            self.faults.append(f"[{key or 'unexplained'}] {account}")

    def check(self, holds: bool, account: str):
        """Counts an agreement, or a fault."""
        self.agree() if holds else self.differ(None, account)

    def finish(self):
        """Prints the tally, and ends the program: with 1 where something is unexplained or a row was never met."""
        self.faults += [f"[{key}] is in the table, and was not met" for key in sorted(self.expected - set(self.met))]
        print(f"{self.comparison}: {self.agreed} agree, {sum(self.met.values())} differ as documented")
        for key, count in sorted(self.met.items()):
            print(f"  {key}: {count}")
        for fault in self.faults[: self.SHOWN]:
            print(f"FAULT {fault}")
        if len(self.faults) > self.SHOWN:
            print(f"and {len(self.faults) - self.SHOWN} faults more")
        sys.exit(1 if self.faults else 0)
