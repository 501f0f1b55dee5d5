"""People: officers and devices, who they are, their keys and rights."""

from people.people import Login, Officer, People, Taken, Unknown

__all__ = ["Login", "Officer", "People", "Taken", "Unknown"]
