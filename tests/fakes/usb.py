"""A USB bus that isn't there, below pyusb: its own core runs on it as it runs on libusb.

One printer is on it: bulk transfers go to a fake printer, which answers in the other direction.
"""

from __future__ import annotations

import errno
import select
import socket
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from demo.fake_printer import FakePrinter

OUT, IN = 0x01, 0x82


class UsbBus(usb.backend.IBackend):
    """`printer`: what hangs on it. Faults: `there` (plugged in), `may` (rights), `held` (another
    program has the interface), `configured`; `kernel` whether the kernel's driver has it."""

    def __init__(self, printer: FakePrinter, vendor: int = 0x04B8, product: int = 0x0E15) -> None:
        self.printer, self.vendor, self.product = printer, vendor, product
        self.there, self.may, self.held, self.configured = True, True, False, True
        self.kernel = True
        self.claimed = False
        self.printer_class = 7
        self._line: socket.socket | None = None

    # -- what is on the bus -----------------------------------------------------------------------

    def enumerate_devices(self) -> Any:
        return iter(["printer"] if self.there else [])

    def get_parent(self, dev: Any) -> None:
        return None

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=self.vendor, idProduct=self.product,
            bcdDevice=0x100, iManufacturer=0, iProduct=0, iSerialNumber=0, bNumConfigurations=1,
            address=4, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=2,
            bInterfaceClass=self.printer_class, bInterfaceSubClass=1, bInterfaceProtocol=2,
            iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=2,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    # -- rights and owners ------------------------------------------------------------------------

    def open_device(self, dev: Any) -> Any:
        self._alive()
        if not self.may:
            raise usb.core.USBError("Access denied", -3, errno.EACCES)
        return dev

    def close_device(self, handle: Any) -> None:
        self._drop()

    def get_configuration(self, handle: Any) -> int:
        return 1 if self.configured else 0

    def set_configuration(self, handle: Any, value: int) -> None:
        self.configured = True

    def is_kernel_driver_active(self, handle: Any, intf: int) -> bool:
        return self.kernel

    def detach_kernel_driver(self, handle: Any, intf: int) -> None:
        self.kernel = False

    def attach_kernel_driver(self, handle: Any, intf: int) -> None:
        self.kernel = True

    def claim_interface(self, handle: Any, intf: int) -> None:
        if self.held or self.kernel:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        self.claimed = True
        if self._line is None:
            self._line = socket.create_connection(("127.0.0.1", self.printer.port))
            self._line.setblocking(False)

    def release_interface(self, handle: Any, intf: int) -> None:
        self.claimed = False
        self._drop()

    # -- bytes ------------------------------------------------------------------------------------

    def bulk_write(self, handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == OUT and self.claimed
        line = self._alive()
        if not select.select([], [line], [], timeout / 1000)[1]:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        try:
            return line.send(bytes(data))
        except OSError:
            raise usb.core.USBError("Input/Output Error", -1, errno.EIO) from None

    def bulk_read(self, handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert ep == IN and self.claimed
        line = self._alive()
        if not select.select([line], [], [], timeout / 1000)[0]:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        data = line.recv(len(buff))
        if not data:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
        for at, byte in enumerate(data):
            buff[at] = byte
        return len(data)

    def _alive(self) -> Any:
        if not self.there:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
        return self._line

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
