"""The demo quarter ("Musterquartier"): a synthetic town for trying things out, no real place."""
