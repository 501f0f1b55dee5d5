"""Places: every service has a counter and a kiosk, every zone one voice."""

from __future__ import annotations

from settings.draft import Draft


def check_lists(draft: Draft) -> None:
    """The same service twice at a counter says nothing, or not what was meant."""
    for _, path, counter in draft.each("counters"):
        for key in ("first", "second"):
            names = getattr(counter, key)
            for at, name in enumerate(names):
                if name in names[:at]:
                    draft.wrong((*path, key, at), f"'{name}' is here twice; allowed: once")
                elif key == "second" and name in counter.first:
                    text = f"'{name}' is in first as well; allowed: one of the two lists"
                    draft.wrong((*path, key, at), text)
    for _, path, kiosk in draft.each("kiosks"):
        for at, name in enumerate(kiosk.services):
            if name in kiosk.services[:at]:
                draft.wrong((*path, "services", at), f"'{name}' is here twice; allowed: once")


def check_coverage(draft: Draft) -> None:
    """No ticket for which nobody can ever be called."""
    counters = [row for _, _, row in draft.each("counters")]
    served = {name for c in counters for name in (*c.first, *c.second)}
    kiosks = [row for _, _, row in draft.each("kiosks")]
    offered = (
        None if any(not k.services for k in kiosks) else {s for k in kiosks for s in k.services}
    )
    known = {*draft.known.get("services", {}), *draft.known.get("service_groups", {})}
    # A mistyped name at a counter is one mistake, not two.
    all_counters = len(counters) == len(draft.known.get("counters", {})) and served <= known
    groups_used = {row.group for _, _, row in draft.each("services")}
    for _, path, service in draft.each("services"):
        names = {service.id, service.group}
        if counters and all_counters and not names & served:
            text = (
                "no counter serves it; allowed: put it, or its group, in some counter's "
                "first or second"
            )
            draft.wrong(path, text)
        if kiosks and offered is not None and not names & offered:
            draft.warn(path, "no kiosk offers it: only the reception can give its tickets")
    for _, path, group in draft.each("service_groups"):
        if group.id not in groups_used:
            draft.warn(path, "no service belongs to it")
    used = {row.agency for _, _, row in draft.each("service_groups", "services", "counters")}
    for _, path, agency in draft.each("agencies"):
        if agency.id not in used:
            draft.warn(path, "no service and no counter belongs to it")
    printers = {kiosk.printer for kiosk in kiosks}
    for _, path, printer in draft.each("printers"):
        if printer.id not in printers:
            draft.warn(path, "no kiosk prints on it; reprints and the reception still can")


def check_voices(draft: Draft) -> None:
    """Two voices in one zone speak over each other; none leaves the zone silent."""
    if "displays" not in (draft.reading.data or {}):
        return
    zones = {counter.zone for _, _, counter in draft.each("counters")}
    for _, path, zone in draft.each("zones"):
        here = [(p, d) for _, p, d in draft.each("displays") if d.zone == zone.id]
        speaking = [p for p, d in here if d.speaks]
        if zone.id not in zones:
            draft.warn(path, "no counter stands in it")
        if not speaking:
            text = (
                "no display speaks here; allowed: exactly one display of the zone with speaks: true"
            )
            draft.wrong(path, text)
        for extra in speaking[1:]:
            first = draft.line((*speaking[0], "speaks"))
            text = (
                f"zone '{zone.id}' has a voice already (line {first}); allowed: exactly one a zone"
            )
            draft.wrong((*extra, "speaks"), text)
