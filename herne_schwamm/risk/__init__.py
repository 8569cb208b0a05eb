"""Hazard classes, exposure of buildings and sites, and risk."""
