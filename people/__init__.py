"""People: officers and devices, who they are, their keys and rights."""

from people.pairing import WrongCode
from people.people import Login, Officer, People, Taken, Unknown
from people.sessions import TotpNeeded

__all__ = ["Login", "Officer", "People", "Taken", "TotpNeeded", "Unknown", "WrongCode"]
