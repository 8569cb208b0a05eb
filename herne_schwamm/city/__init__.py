"""The city on one grid: layers, drainage units and the water they hold."""
