"""Ledgers as offices keep them, brought into the register: read, mapped, looked through, confirmed, written."""
