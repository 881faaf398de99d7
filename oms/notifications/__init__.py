"""What people are told: notices for a user or a group, and what leaves the house."""

from __future__ import annotations
