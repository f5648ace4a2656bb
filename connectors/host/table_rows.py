"""The rows of a table as lines of text, each cell under its own column where cells span several."""

from __future__ import annotations

from collections.abc import Iterable

WIDEST = 100
"""Columns that are kept in line; further ones are only listed, so that no span can make a row without end."""


class Columns:
    """Writes one table's rows from the top down; a column that a cell above still covers is left empty."""

    def __init__(self) -> None:
        self._covered: dict[int, int] = {}  # column -> how many rows below it is covered

    def line(self, cells: Iterable[tuple[str, int, int]]) -> str:
        """Return one row as `cell | cell`; an empty text where all cells are empty.

        Args:
            cells: text, columns and rows that the cell covers.
        """
        row: list[str] = []
        last = 0
        covered: dict[int, int] = {}
        for text, across, down in cells:
            while len(row) in self._covered:
                row.append("")
            column = len(row)
            row.append(text)
            last = len(row)
            room = WIDEST - last
            row.extend([""] * min(across - 1, room))
            if down > 1 and room > 0:
                covered |= dict.fromkeys(range(column, len(row)), down - 1)
        if self._covered or covered:
            self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1} | covered
        del row[last:]
        return " | ".join(row) if any(row) else ""
