"""Time loops over a City with their balances: the storm."""
