"""Bytes → Page.raw."""
