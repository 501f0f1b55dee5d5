"""The protocols of LED boards a hall may have: the name in config.yaml, and the driver."""

from __future__ import annotations

from display.drivers.alpha import AlphaDriver
from display.drivers.driver import Driver, LedOptions
from display.drivers.modbus import ModbusDriver
from display.drivers.template import TemplateDriver

DRIVERS: dict[str, type[Driver]] = {
    "modbus": ModbusDriver,
    "template": TemplateDriver,
    "alpha": AlphaDriver,
}

# what settings/ checks `led_buses[].options` with
OPTIONS: dict[str, type[LedOptions]] = {name: driver.Options for name, driver in DRIVERS.items()}
