"""The kinds of printers a hall may have: the name in config.yaml, and the driver."""

from __future__ import annotations

from printer.drivers.agent import AGENT, AgentOptions
from printer.drivers.cups import CupsDriver
from printer.drivers.device import DeviceDriver
from printer.drivers.driver import Driver, Options
from printer.drivers.file import FileDriver
from printer.drivers.screen import ScreenDriver
from printer.drivers.serial import SerialDriver
from printer.drivers.tcp import TcpDriver
from printer.drivers.usb import UsbDriver

DRIVERS: dict[str, type[Driver]] = {
    "tcp": TcpDriver,
    "serial": SerialDriver,
    "device": DeviceDriver,
    "usb": UsbDriver,
    "cups": CupsDriver,
    "file": FileDriver,
    "screen": ScreenDriver,
}

# what settings/ checks `printers[].options` with
OPTIONS: dict[str, type[Options]] = {
    **{name: driver.Options for name, driver in DRIVERS.items()},
    AGENT: AgentOptions,
}
