"""USB printers without a device file, by libusb: needs the system's libusb-1.0 and the right to
the device (docs/devices.md has the udev rule).

Own use of pyusb rather than python-escpos' `Usb`: that resets the device at every opening, goes
on after errors, and takes its endpoints from the config instead of from the device.
"""

from __future__ import annotations

from typing import Any

import usb.core
import usb.util
from pydantic import Field, field_validator

from printer.drivers.driver import Down
from printer.drivers.talk import TalkDriver, TalkOptions
from settings.models.words import Line, wrong

PRINTER_CLASS = 7
PIECE = 2048  # bytes a transfer: one that times out has moved few
LEAST = 1  # ms; 0 would wait for ever


class UsbOptions(TalkOptions):
    vendor: Line = Field(description="the maker's USB number in hex, such as 04b8 (see lsusb)")
    product: Line = Field(description="the model's USB number in hex, such as 0e15 (see lsusb)")
    serial: Line | None = Field(None, description="its serial number, where two are alike")

    @field_validator("vendor", "product")
    @classmethod
    def _hex(cls, text: str) -> str:
        try:
            number = int(text, 16)
        except ValueError:
            number = -1
        if not 0 < number <= 0xFFFF:
            raise wrong(f"'{text}' is no USB number; allowed: four hex digits, such as 04b8")
        return f"{number:04x}"


class UsbDriver(TalkDriver):
    Options = UsbOptions
    options: UsbOptions
    native = True  # libusb blocks

    def connect(self) -> Interface:
        try:
            device = self._find()
            if device is None:
                raise Down("missing")
            return Interface(device)
        except usb.core.NoBackendError:
            raise Down("libusb") from None
        except usb.core.USBError as error:
            raise Down(_why(error)) from None

    def _find(self) -> Any:
        wanted = {
            "idVendor": int(self.options.vendor, 16), "idProduct": int(self.options.product, 16),
        }  # fmt: skip
        for device in usb.core.find(find_all=True, **wanted):
            if self.options.serial in (None, device.serial_number):
                return device
        return None


class Interface:
    """The printer's interface, claimed; the kernel's driver gets it back afterwards."""

    stays = True

    def __init__(self, device: Any) -> None:
        """Raises Down and USBError."""
        self._device = device
        self._kernel = False
        interface = self._printer()
        if interface is None:
            raise Down("no_printer")
        self._number = interface.bInterfaceNumber
        self._out, self._in = (
            _end(interface, usb.util.ENDPOINT_OUT),
            _end(interface, usb.util.ENDPOINT_IN),
        )
        if self._out is None:
            raise Down("no_printer")
        try:
            self._kernel = device.is_kernel_driver_active(self._number)
            if self._kernel:
                device.detach_kernel_driver(self._number)
        except NotImplementedError:
            pass  # a system without such drivers
        usb.util.claim_interface(device, self._number)

    def _printer(self) -> Any:
        """The interface of class printer; a device nobody has configured yet is configured."""
        try:
            found = self._device.get_active_configuration()
        except usb.core.USBError:
            self._device.set_configuration()
            found = self._device.get_active_configuration()
        return usb.util.find_descriptor(found, bInterfaceClass=PRINTER_CLASS)

    def read(self, seconds: float) -> bytes:
        if self._in is None:
            return b""
        try:
            return bytes(self._device.read(self._in, 64, max(LEAST, round(seconds * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError:
            raise Down("closed") from None

    def write(self, data: memoryview, seconds: float) -> int:
        try:
            piece = bytes(data[:PIECE])
            return int(self._device.write(self._out, piece, max(LEAST, round(seconds * 1000))))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError:
            raise Down("closed") from None

    def lag(self) -> float:
        return 0.0

    def abort(self) -> None:
        """A transfer given up leaves nothing behind."""

    def close(self) -> None:
        try:
            usb.util.release_interface(self._device, self._number)
            if self._kernel:
                self._device.attach_kernel_driver(self._number)
        except (usb.core.USBError, NotImplementedError):
            pass  # it is gone
        usb.util.dispose_resources(self._device)


def _end(interface: Any, direction: int) -> int | None:
    """The address of the interface's bulk endpoint in that direction."""

    def fits(end: Any) -> bool:
        bulk = usb.util.endpoint_type(end.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        return bulk and usb.util.endpoint_direction(end.bEndpointAddress) == direction

    end = usb.util.find_descriptor(interface, custom_match=fits)
    return None if end is None else int(end.bEndpointAddress)


def _why(error: Exception) -> str:
    """A stable word for the dashboard, from the system's error number."""
    known = {13: "forbidden", 1: "forbidden", 16: "taken", 2: "missing", 19: "missing"}
    return known.get(getattr(error, "errno", None) or 0, "unreachable")
