"""Tests: they mirror the tree; stories/ holds whole mornings, test_house_rules.py the house."""
