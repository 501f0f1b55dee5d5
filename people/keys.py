"""Keys of devices: given, followed by new ones, taken away, and when each was last seen."""

from __future__ import annotations

import secrets
from typing import Any

from people.store import MINUTE, SAVED, Key, Store, Unknown, digest
from people.tables import device_keys
from queueing.who import DEVICES, Who

KEY = "hk_"  # how a device's key begins
FADES = 5 * MINUTE  # ms an old key lives on at most, so that a lost reply locks nobody out


class Keys(Store):
    # asked on the loop: memory only

    def of_key(self, hash: str) -> Who | None:
        key = self._devices.get(hash)
        if key is None or (key.ends_at is not None and key.ends_at <= self._now()):
            return None
        return key.who

    def enrolled(self) -> dict[str, str]:
        """Device id -> kind, of the devices that have a key."""
        return {key.who.device or "": key.who.role for key in self._devices.values()}

    def keys(self) -> list[Key]:
        """All keys that are good, by device, the newest first."""
        now = self._now()
        good = [k for k in self._devices.values() if k.ends_at is None or k.ends_at > now]
        return sorted(good, key=lambda k: (k.who.device or "", -k.enrolled_at))

    def met(self, token: str, address: str | None) -> bool:
        """The key was used; its predecessors die. True: time to `keep_met`."""
        key, now = self._devices.get(digest(token)), self._now()
        if key is None:
            return False
        key.seen_at, key.address = now, address
        if key.ends_at is None and key.who.device in self._fading:
            for old in [k for k in self._devices.values() if k.who == key.who and k is not key]:
                self._devices.pop(old.hash, None)
            self._fading.discard(key.who.device)
            key.saved_at = 0
        if now - key.saved_at < SAVED:
            return False
        key.saved_at = now
        return True

    # blocking: through call_native, or from a command

    def keep_met(self, token: str) -> None:
        """Writes down when a key was last seen; its predecessors' rows go."""
        key = self._devices.get(digest(token))
        if key is None:
            return
        with self._engine.begin() as db:
            mine = device_keys.update().where(device_keys.c.hash == key.hash)
            db.execute(mine.values(seen_at=key.seen_at, address=key.address))
            # by age: meanwhile this one may have a successor too
            older = (device_keys.c.enrolled_at <= key.enrolled_at) & (
                device_keys.c.hash != key.hash
            )
            fading = self._of(key.who.device or "") & device_keys.c.ends_at.is_not(None)
            db.execute(device_keys.delete().where(fading & older))

    def enrol(self, device: str, kind: str, *, keep_old: bool = False) -> str:
        """A new key for a device, shown once. Its old key dies; with `keep_old` when the new one
        is first used, after 5 minutes at the latest."""
        if kind not in DEVICES:
            raise ValueError(f"kind {kind}: unknown, allowed: {', '.join(DEVICES)}")
        key, now = KEY + secrets.token_urlsafe(32), self._now()
        with self._engine.begin() as db:
            if keep_old:
                living = self._of(device) & device_keys.c.ends_at.is_(None)
                db.execute(device_keys.update().where(living).values(ends_at=now + FADES))
            else:
                db.execute(device_keys.delete().where(self._of(device)))
            db.execute(
                device_keys.insert().values(
                    hash=digest(key), hall_id=self._hall, device=device, kind=kind, enrolled_at=now
                )
            )
        self.reload()
        return key

    def revoke(self, device: str) -> None:
        """The device's keys die. Raises Unknown."""
        with self._engine.begin() as db:
            if db.execute(device_keys.delete().where(self._of(device))).rowcount == 0:
                raise Unknown(f"{device} has no key")
        self.reload()

    def _of(self, device: str) -> Any:
        return (device_keys.c.hall_id == self._hall) & (device_keys.c.device == device)
