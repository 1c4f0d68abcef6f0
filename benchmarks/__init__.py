"""Measured work, each against vanilla Odoo in the same run."""
