"""The shapes of config.yaml: which section holds what. The docs' table is made from these."""

from __future__ import annotations

from settings.models.alerts import Alerts
from settings.models.conduct import Policy, Rating, Server, Storage, Voice
from settings.models.devices import LedBus, Pad, Printer
from settings.models.hall import Hall, Hours
from settings.models.places import Counter, Display, Kiosk, Zone
from settings.models.services import Agency, Ground, Service, ServiceGroup
from settings.models.words import Section

# In the order of the settings handed out. A list of rows where things have an id.
ROWS: dict[str, type[Section]] = {
    "agencies": Agency,
    "service_groups": ServiceGroup,
    "services": Service,
    "grounds": Ground,
    "zones": Zone,
    "counters": Counter,
    "kiosks": Kiosk,
    "displays": Display,
    "printers": Printer,
    "led_buses": LedBus,
    "pads": Pad,
}
MAPS: dict[str, type[Section]] = {
    "hall": Hall,
    "hours": Hours,
    "policy": Policy,
    "rating": Rating,
    "voice": Voice,
    "alerts": Alerts,
    "storage": Storage,
    "server": Server,
}
SECTIONS = (
    "hall hours agencies service_groups services grounds zones counters kiosks displays printers "
    "led_buses pads policy rating voice alerts languages storage server"
).split()
NEEDED = ("hall", "hours", "service_groups", "services", "zones", "counters")
