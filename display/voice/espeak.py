"""The maker of spoken words: espeak-ng, called in this process through the wheel that carries it.

Given words, never digits: it reads 1000 as "một ngàn không trăm". Not for the running server.
"""

from __future__ import annotations

import ctypes
from array import array

RATE = 22_050  # samples a second; espeak-ng's own
_RETRIEVAL, _UTF8, _CHARACTERS = 1, 1, 1  # AUDIO_OUTPUT_RETRIEVAL, espeakCHARS_UTF8, POS_CHARACTER
_SPEED, _PITCH = 1, 3  # espeakRATE, espeakPITCH
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Speaker:
    """One espeak-ng: one per process at a time, used from one thread, closed at the end."""

    def __init__(self) -> None:
        import espeakng_loader  # heavy (it carries the voices), and only set-up needs it

        self._lib = ctypes.CDLL(espeakng_loader.get_library_path())
        data = str(espeakng_loader.get_data_path()).encode()
        if self._lib.espeak_Initialize(_RETRIEVAL, 0, data, 0) != RATE:
            raise RuntimeError("espeak-ng did not start")
        self._heard = bytearray()
        self._callback = _CALLBACK(self._hear)  # kept: C holds only the pointer
        self._lib.espeak_SetSynthCallback(self._callback)

    def close(self) -> None:
        """Ends espeak-ng; a second one in the same process hangs without it."""
        self._lib.espeak_Terminate()

    def _hear(self, samples, count: int, _events) -> int:  # type: ignore[no-untyped-def]
        if samples and count:
            self._heard += ctypes.string_at(samples, count * 2)
        return 0

    def voice(self, name: str, speed: int, pitch: int) -> None:
        """Who speaks from now on. LookupError for a voice espeak-ng does not have."""
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise LookupError(f"espeak-ng has no voice {name!r}")
        self._lib.espeak_SetParameter(_SPEED, speed, 0)
        self._lib.espeak_SetParameter(_PITCH, pitch, 0)

    def say(self, text: str) -> array[int]:
        """The text as 16-bit mono samples at RATE. RuntimeError if nothing was heard."""
        self._heard.clear()
        raw = text.encode("utf-8")
        self._lib.espeak_Synth(raw, len(raw) + 1, 0, _CHARACTERS, 0, _UTF8, None, None)
        self._lib.espeak_Synchronize()
        if not self._heard:
            raise RuntimeError(f"espeak-ng said nothing for {text!r}")
        return array("h", bytes(self._heard))
