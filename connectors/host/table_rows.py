"""The rows of a table as lines of text, each cell under its own column where cells span several."""

from __future__ import annotations

from collections.abc import Iterable

WIDEST = 40
"""Columns that are kept in line; further ones are only listed, so that no span makes a row without end."""


class Columns:
    """Writes one table's rows from the top down; a column that a cell above still covers is left empty."""

    def __init__(self) -> None:
        self._rows = 0
        self._covered: dict[int, int] = {}  # column -> the last row that a cell covers it in

    def line(self, cells: Iterable[tuple[str, int, int]]) -> str:
        """Return one row as `cell | cell`; an empty text where all cells are empty.

        Args:
            cells: text, columns and rows that the cell covers.
        """
        self._rows += 1
        row: list[str] = []
        last, covered = 0, self._covered
        for text, across, down in cells:
            while covered and covered.get(len(row), 0) >= self._rows:
                row.append("")
            column = len(row)
            row.append(text)
            last = len(row)
            row.extend([""] * min(across - 1, WIDEST - last))
            if down > 1 and column < WIDEST:
                covered.update(dict.fromkeys(range(column, len(row)), self._rows + down - 1))
        del row[last:]
        return " | ".join(row) if any(row) else ""
