"""The plan: the hall's settings as the rules read them, from the last SettingsChanged.

`Plan.read` takes the whole checked config as plain JSON (settings/ made it; every default is filled
in, every id a string, times of day "HH:MM", spans of time whole seconds unless the name says
minutes). Sections the rules have no use for stay in `Plan.settings`, for the stations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from queueing.hours import Hours

Json = dict[str, Any]
Text = dict[str, str]  # language code -> words; "vi" is always there


@dataclass(frozen=True, slots=True)
class Series:
    """A range of numbers: `letters` + n with at least `digits` digits, from `first` to `last`."""

    id: str
    letters: str
    first: int = 1
    last: int | None = None
    digits: int = 3

    def number(self, n: int) -> str:
        """A023 for 23; A1000 after A999, never a wrap."""
        return f"{self.letters}{n:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: Text
    agency: str | None
    series: Series
    policy: str
    ratio: int  # regular tickets between two with priority, where the policy is ratio


@dataclass(frozen=True, slots=True)
class Service:
    """`minutes`: only a prior; `quota`: tickets a day (None: no limit); `order`: config.yaml's."""

    id: str
    name: Text
    group: str
    agency: str | None
    series: Series
    kind: str  # submit | collect | other
    minutes: int
    quota: int | None
    order: int


@dataclass(frozen=True, slots=True)
class Ground:
    id: str
    name: Text
    klass: str  # priority | urgent
    law: str
    grant: tuple[str, ...]  # citizen, reception, officer


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """`first` and `second` are the service ids of its two lists, groups already unfolded."""

    id: str
    name: Text
    zone: str
    agency: str | None
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KioskPlan:
    """`per_hour`: tickets this kiosk may issue in any hour (None: no limit). `reserve`: numbers of
    each series it holds for the time when it cannot reach the hall."""

    id: str
    services: tuple[str, ...]  # all of them where the config names none
    printer: str | None
    per_hour: int | None
    reserve: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """Seconds throughout. `name` is the hall's default, in queueing.policies.POLICIES."""

    name: str = "effective_time"
    head_start_priority: int = 1200
    head_start_slot: int = 600
    head_start_transferred: int = 600
    overflow: int = 1200
    slot_grace: int = 600
    slot_share: int = 100  # per cent of a service's tickets within an hour
    return_credit: int = 600
    ratio: int = 3


@dataclass(frozen=True, slots=True)
class Moves:
    """The `hall` section's rules of conduct. Seconds."""

    on_next: str = "finish"  # finish | refuse
    outcome: str = "optional"  # optional | required: of a finish
    officer_may_pick: bool = False
    without_ticket: bool = True  # officers may serve somebody who has no ticket
    no_show_not_before: int = 20
    no_show_after: int | None = None  # the hall marks a no-show by itself; None: officers do
    recall_after: int = 30
    undo_within: int = 10
    change_service_within: int = 60
    service_cap: int = 3600  # a service longer than this was forgotten: capped, marked inaccurate


@dataclass(frozen=True, slots=True)
class Identity:
    """For which services a kiosk must say who asks, and how many tickets a person may have."""

    services: frozenset[str] = frozenset()
    a_day: int = 2
    a_service: int = 1


@dataclass(frozen=True, slots=True)
class Rating:
    """`levels` 3 or 5; a pad's window stays open `window` s; the page's until `page_window` s."""

    levels: int = 5
    window: int = 30
    page_window: int = 7200
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the rules take from the settings. Dicts keep config.yaml's order."""

    settings: Json
    hall_id: str
    zone_name: str  # time zone, e.g. Asia/Ho_Chi_Minh
    hours: Hours
    groups: dict[str, Group]
    services: dict[str, Service]
    grounds: dict[str, Ground]
    counters: dict[str, CounterPlan]
    kiosks: dict[str, KioskPlan]
    printers: tuple[str, ...]
    pads: dict[str, str]  # pad -> its counter
    policy: Policy
    moves: Moves
    identity: Identity
    rating: Rating
    open_always: bool  # --bench: hours, quotas and limits off

    def unfold(self, names: Iterable[str]) -> tuple[str, ...]:
        """The services of a list of services and groups; those not known are left out."""
        return _unfold(names, self.services)

    @classmethod
    def read(cls, settings: Json) -> Plan:
        groups: dict[str, Group] = {}
        for row in settings["service_groups"]:
            groups[row["id"]] = Group(
                row["id"],
                row["name"],
                row.get("agency"),
                _series(row["id"], row["series"]),
                row.get("policy") or settings["policy"]["name"],
                row.get("ratio") or settings["policy"].get("ratio", 3),
            )
        services: dict[str, Service] = {}
        for order, row in enumerate(settings["services"]):
            group = groups[row["group"]]
            own = row.get("series")
            services[row["id"]] = Service(
                row["id"],
                row["name"],
                group.id,
                row.get("agency") or group.agency,
                _series(f"service:{row['id']}", own) if own else group.series,
                row["kind"],
                row["minutes"],
                row.get("quota"),
                order,
            )

        def unfold(names: Iterable[str]) -> tuple[str, ...]:
            return _unfold(names, services)

        counters = {
            row["id"]: CounterPlan(
                row["id"],
                row["name"],
                row["zone"],
                row.get("agency"),
                unfold(row["first"]),
                unfold(row["second"]),
            )
            for row in settings["counters"]
        }
        kiosks = {
            row["id"]: KioskPlan(
                row["id"],
                unfold(row["services"]) or tuple(services),
                row.get("printer"),
                row.get("per_hour"),
                row.get("reserve", 0),
            )
            for row in settings["kiosks"]
        }
        hall, policy, rating = settings["hall"], settings["policy"], settings["rating"]
        return cls(
            settings=settings,
            hall_id=hall["id"],
            zone_name=hall["timezone"],
            hours=Hours.read(settings["hours"], hall["timezone"]),
            groups=groups,
            services=services,
            grounds={
                g["id"]: Ground(g["id"], g["name"], g["class"], g["law"], tuple(g["grant"]))
                for g in settings["grounds"]
            },
            counters=counters,
            kiosks=kiosks,
            printers=tuple(p["id"] for p in settings["printers"]),
            pads={p["id"]: p["counter"] for p in settings["pads"] if p.get("counter")},
            policy=Policy(**policy),
            moves=Moves(**{k: hall[k] for k in Moves.__dataclass_fields__ if k in hall}),
            identity=_identity(hall.get("identity"), services),
            rating=Rating(
                rating["levels"],
                rating["window"],
                rating["page_window"],
                tuple(r["id"] for r in rating["reasons"]),
            ),
            open_always=bool(settings["server"].get("bench", False)),
        )


def _unfold(names: Iterable[str], services: dict[str, Service]) -> tuple[str, ...]:
    """A list may name services and groups; a group stands for all its services."""
    out: dict[str, None] = {}
    for name in names:
        whole = [name] if name in services else [s.id for s in services.values() if s.group == name]
        out.update(dict.fromkeys(whole))
    return tuple(out)


def _series(id: str, row: Json) -> Series:
    return Series(id, row["letters"], row["first"], row.get("last"), row["digits"])


def _identity(row: Json | None, services: dict[str, Service]) -> Identity:
    """A hall written down before there was such a setting asks nobody."""
    if row is None:
        return Identity()
    asked = frozenset(row["services"] or services) if row["asked"] else frozenset()
    return Identity(asked, row["a_day"], row["a_service"])
