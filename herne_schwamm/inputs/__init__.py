"""Readers: the run file, rasters, series; and the demo quarter."""
