"""What leaves the house: rasters with styles, pictures, tables and reports."""
