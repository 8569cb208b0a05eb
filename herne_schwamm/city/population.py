"""People of a city: census cells, and where in them people live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_CENSUS_CELL = -1


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Persons by census cell, and the places on the grid they are laid on.

    Parameters
    ----------
    cells
        Inhabited census cells, indexed 0, 1, …: ``id`` (text), ``geometry``
        (polygon in the grid's system), ``area_m2`` (of its part within the
        city), ``persons`` (of that part), and for the groups of age ``under_6``,
        ``under_18``, ``from_65``, ``from_80`` the persons of the part, NaN
        where it is not known.
    census_cell
        The census cell each cell of the grid lies in, `NO_CENSUS_CELL` in none
        and outside the city. int32 (rows, columns)
    homes
        Places of the flattened grid where people live. A place may occur for
        more than one census cell where these are smaller than cells of the grid.
    home_cell
        The census cell of each of them. The persons of a census cell are the
        same number at each of its homes.
    """

    cells: pd.DataFrame
    census_cell: NDArray[np.int32]
    homes: NDArray[np.int64]
    home_cell: NDArray[np.int64]

    @property
    def persons(self) -> float:
        """All persons."""
        return float(self.cells["persons"].sum())

    def at_homes(self, of_cell: NDArray[np.float64]) -> NDArray[np.float64]:
        """Amounts of the census cells laid on their homes, for each entry of ``homes``.

        Parameters
        ----------
        of_cell
            An amount of each census cell, for example its persons.
        """
        count = np.bincount(self.home_cell, minlength=len(self.cells))
        spread: NDArray[np.float64] = of_cell[self.home_cell] / count[self.home_cell]
        return spread

    def on_grid(self, of_cell: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same as a raster: the amount of every cell of the grid. (rows, columns)"""
        size = self.census_cell.size
        laid: NDArray[np.float64] = np.bincount(
            self.homes, weights=self.at_homes(of_cell), minlength=size
        ).astype(np.float64, copy=False)
        return laid.reshape(self.census_cell.shape)


def lay_on_homes(
    inhabited: NDArray[np.int32], preferred: tuple[NDArray[np.bool_], ...], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the people of each census cell live: the first kind of place it has.

    Parameters
    ----------
    inhabited
        The census cell each cell of the grid lies in, `NO_CENSUS_CELL` in none.
    preferred
        Masks of the grid, the best first: homes, buildings that may be homes,
        ground.
    count
        Number of census cells.

    Returns
    -------
    homes, home_cell
        As in `Population`, by census cell and place.
    """
    owner_of = inhabited.reshape(-1)
    without = np.ones(count, np.bool_)
    homes, owners = [], []
    for mask in preferred:
        places = np.flatnonzero(mask.reshape(-1) & (owner_of != NO_CENSUS_CELL))
        owner = owner_of[places].astype(np.int64)
        places, owner = places[without[owner]], owner[without[owner]]
        without[owner] = False
        homes.append(places)
        owners.append(owner)
    home, home_cell = np.concatenate(homes), np.concatenate(owners)
    order = np.lexsort((home, home_cell))
    return home[order], home_cell[order]
