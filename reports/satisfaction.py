"""Satisfaction: what people said of their visit, by agency, service, counter and officer.

The hall's own rating: no sample survey, no part of an official index, and not called so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import select

from journal.daybook import FINISHED, TRANSFERRED
from journal.tables import events, personal
from reports.book import NONE
from reports.drawing import Drawing
from reports.figures import counted, share, spread, wilson
from reports.frame import Asked, Column, Found, Say, Table
from reports.grouping import Group, by, everything
from reports.plots import bars

FACTS = ("service", "counter", "officer", "flags", "pad", "page", "pad_ms", "reasons")
LEAST = 10  # ratings before an officer's figures are shown
SUSPECT_RESPONSE, SUSPECT_MS = 0.95, 1000
COMMENTS = 100  # the newest
MARKS = 5  # the most there can be


def definition(_: Say) -> list[str]:
    return [
        _("The hall's own rating of finished visits; no survey, and no official index."),
        _("Where one visit was rated at the pad and on the phone, the pad's counts."),
        _("Satisfied: the two best marks, with a 95 % interval (Wilson)."),
        _("Response: rated of all finished. Points: sum of the marks divided by the cases rated."),
        _("An officer's figures need at least 10 ratings."),
        _("To be looked at: all best marks with a response over 95 %."),
        _("Or pressed at the pad within a second of the finish, by the median."),
    ]


def columns(_: Say, group: Group) -> list[Column]:
    return [
        Column(group.id, group.title, "text"), Column("finished", _("Finished")),
        Column("rated", _("Rated")), Column("response", _("Response"), "share"),
        Column("satisfied", _("Satisfied"), "share"), Column("low", _("At least"), "share"),
        Column("high", _("Up to"), "share"), Column("points", _("Points a case"), "score"),
        Column("pad", _("At the pad")), Column("pad_satisfied", _("Pad, satisfied"), "share"),
        Column("pad_points", _("Pad, points"), "score"),
        Column("page", _("On the phone")), Column("page_satisfied", _("Phone, satisfied"), "share"),
        Column("page_points", _("Phone, points"), "score"),
        Column("look", _("To be looked at"), "text"),
    ]  # fmt: skip


def find(asked: Asked) -> Found:
    _ = asked.say
    book = asked.book
    levels = asked.plan.rating.levels
    top = levels - 1  # the two best
    pad, page = book["pad"], book["page"]
    score = np.where(pad > 0, pad, page)
    done = ((book["flags"] & (FINISHED | TRANSFERRED)) != 0) | (score > 0)
    tables = []
    voted = np.flatnonzero(score > 0)
    for group in (everything(asked), *by(asked, "agency", "service", "counter", "officer")):
        table = Table(group.id, group.title, columns(_, group))
        of, count = group.of, group.count
        all_ = counted(of, count, done)
        both, first, second = (by_mark(of[voted], s[voted], count) for s in (score, pad, page))
        n, at_pad, at_page = (m.sum(axis=1).tolist() for m in (both, first, second))
        good, good_pad, good_page = (
            m[:, top - 1 :].sum(axis=1).tolist() for m in (both, first, second)
        )
        best = both[:, levels - 1].tolist()
        points, pad_points, page_points = (
            (m @ np.arange(1, MARKS + 1)).tolist() for m in (both, first, second)
        )
        pressed = book["pad_ms"] != NONE
        delays = spread(book["pad_ms"][pressed], of[pressed], count)
        for i, (_id, name) in enumerate(group.labels):
            if group.id != "all" and (not n[i] or (group.id == "officer" and n[i] < LEAST)):
                continue
            low, high = wilson(good[i], n[i]) or (None, None)
            look = _look(_, n[i], all_[i], best[i], delays[i].p50, delays[i].n)
            table.add(
                name, all_[i], n[i], share(n[i], all_[i]), share(good[i], n[i]), low, high,
                share(points[i], n[i]), at_pad[i], share(good_pad[i], at_pad[i]),
                share(pad_points[i], at_pad[i]), at_page[i], share(good_page[i], at_page[i]),
                share(page_points[i], at_page[i]), look,
            )  # fmt: skip
        tables.append(table)
    distribution = _distribution(asked, levels, score, pad, page)
    tables += [distribution, _reasons(asked, score), _comments(asked)]
    plot = _plot(asked, tables[1], distribution)
    return Found(_takeaway(asked, tables), tables, plot)


def by_mark(of: Any, scores: Any, count: int) -> Any:
    """How many legs of each group (a row) were given each mark (a column, from 1)."""
    cell = of.astype(np.intp) * (MARKS + 1) + scores
    return np.bincount(cell, minlength=count * (MARKS + 1)).reshape(count, MARKS + 1)[:, 1:]


def _look(_: Say, n: int, finished: int, best: int, delay: int | None, presses: int) -> str:
    """Why somebody should look at these ratings; "" mostly. Below 10 ratings nothing is said."""
    said = []
    if n >= LEAST and best == n and n > SUSPECT_RESPONSE * finished:
        said.append(_("all best marks, nearly everybody rated"))
    if presses >= LEAST and delay is not None and delay < SUSPECT_MS:
        said.append(_("pressed within a second"))
    return "; ".join(said)


def marks(_: Say, levels: int) -> list[str]:
    """The marks from the worst to the best."""
    if levels == 3:
        return [_("Not satisfied"), _("Satisfied"), _("Very satisfied")]
    return [
        _("Very dissatisfied"), _("Dissatisfied"), _("Neutral"), _("Satisfied"),
        _("Very satisfied"),
    ]  # fmt: skip


def _distribution(asked: Asked, levels: int, *scores: Any) -> Table:
    _ = asked.say
    table = Table("mark", _("Marks"), [
        Column("mark", _("Mark"), "text"), Column("rated", _("Rated")),
        Column("share", _("Share"), "share"), Column("pad", _("At the pad")),
        Column("pad_share", _("Pad, share"), "share"), Column("page", _("On the phone")),
        Column("page_share", _("Phone, share"), "share"),
    ])  # fmt: skip
    counts = [[int((s == mark).sum()) for mark in range(1, levels + 1)] for s in scores]
    names = marks(_, levels)
    for mark in range(levels - 1, -1, -1):
        row: list[Any] = [f"{mark + 1} {names[mark]}"]
        for by_mark in counts:
            row += [by_mark[mark], share(by_mark[mark], sum(by_mark))]
        table.add(*row)
    return table


def _reasons(asked: Asked, score: Any) -> Table:
    _ = asked.say
    book = asked.book
    names = {r["id"]: asked.pick(r["name"]) for r in asked.plan.settings["rating"]["reasons"]}
    table = Table("reason", _("Reasons"), [
        Column("reason", _("Reason"), "text"), Column("named", _("Named")),
        Column("share", _("Of the ratings with a reason"), "share"),
    ])  # fmt: skip
    bits = book["reasons"]
    whole = int((bits != 0).sum())
    counts = [(int(((bits >> i) & 1).sum()), id) for i, id in enumerate(book.reasons)]
    for n, id in sorted(counts, key=lambda pair: (-pair[0], pair[1])):
        if n:
            table.add(names.get(id, id), n, share(n, whole))
    return table


def _comments(asked: Asked) -> Table:
    """What people wrote, as long as it is kept: the day, not who or where."""
    _ = asked.say
    table = Table("comment", _("In their own words"), [
        Column("day", _("Day"), "text"), Column("score", _("Mark")),
        Column("comment", _("Comment"), "text"),
    ])  # fmt: skip
    if asked.service is not None or asked.agency is not None or not len(asked.book):
        return table
    hours = asked.plan.hours
    e, p = events.c, personal.c
    begin, end = asked.span()
    found = asked.rows(
        select(e.at, e.data, p.text)
        .join_from(personal, events, (e.hall_id == p.hall_id) & (e.seq == p.seq))
        .where(p.hall_id == asked.plan.hall_id, p.field == "comment", e.kind == "ServiceRated",
               e.at >= begin, e.at < end)
        .order_by(p.seq.desc()).limit(COMMENTS)
    )  # fmt: skip
    for at, data, text in found:
        table.add(hours.local_date(at), asked.json(data)["score"], text)
    return table


def _takeaway(asked: Asked, tables: list[Table]) -> str:
    _, number = asked.say, asked.number
    total = tables[0].rows[0]
    if not total[2]:
        return _("Nobody has rated a visit in this time.")
    said = _("{share} % of {n} ratings were satisfied (95 %: {low}–{high} %); {response} % rated.")
    said = said.format(
        share=number(total[4]), n=number(total[2]), low=number(total[5]), high=number(total[6]),
        response=number(total[3]),
    )  # fmt: skip
    if total[8] and total[11]:
        more = _("At the pad {pad} %, on the phone {page} %.")
        said = f"{said} {more.format(pad=number(total[9]), page=number(total[12]))}"
    if any(row[14] for table in tables[:5] for row in table.rows):
        said = f"{said} {_('Some ratings should be looked at.')}"
    return said


def _plot(asked: Asked, agencies: Table, distribution: Table) -> Drawing:
    """The agencies, the least satisfied first; those with too few ratings to say so at the end."""
    _, number = asked.say, asked.number
    if len(agencies.rows) > 1:
        rows = sorted(agencies.rows, key=lambda r: (r[2] < LEAST, r[4], -r[2]))
        both = any(r[8] for r in rows) and any(r[11] for r in rows)

        def words(r: list[Any]) -> str:
            parts = f" ({number(r[9])} | {number(r[12])})" if both else ""
            return f"{number(r[4])} %{parts} · {number(r[2])}"

        channels = f" ({_('At the pad')} | {_('On the phone')})" if both else ""
        return bars(
            [(r[0], (r[4],), words(r)) for r in rows],
            [("mid", _("Satisfied, with the 95 % interval"))], lambda v: f"{v:.0f} %", top=100.0,
            head=f"{_('Satisfied')}{channels} · {_('Rated')}", more=asked.cut,
            spans=[(r[5], r[6]) for r in rows],
        )  # fmt: skip
    rows = distribution.rows
    return bars(
        [(r[0], (r[2],), f"{number(r[2])} % · {number(r[1])}") for r in rows],
        [("dark", _("Share of the ratings"))], lambda v: f"{v:.0f} %", top=100.0,
        head=f"{_('Share')} · {_('Rated')}",
    )  # fmt: skip
