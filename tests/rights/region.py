"""One made-up region with a row of every kind, and an account for every role of the policy.

Unit roles sit at the water bureau, which leads the matter and reports on the project; roles for the
whole register, and the editor, sit at the region's office, which keeps both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator

from luoshi import policy
from luoshi.audit.models import Event
from luoshi.deciding import actions as deciding
from luoshi.diary import actions as diary
from luoshi.habits import actions as habits
from luoshi.habits import batches
from luoshi.intake import actions as intake
from luoshi.intake.ledgerin.checking import set_mapping
from luoshi.intake.ledgerin.stepping import carry_on
from luoshi.intake.ledgerin.taking import take_in_ledger
from luoshi.intake.models import Demand, Finding
from luoshi.issuing import bulletins
from luoshi.matters import actions as matters
from luoshi.matters import waits
from luoshi.matters.actions import Words
from luoshi.matters.models import Order, Placeholder
from luoshi.meetings import actions as meetings
from luoshi.notices.models import Decision, Message, Notice
from luoshi.orgs import actions as orgs
from luoshi.orgs.models import AccessKey, Account, Delegation, Transfer
from luoshi.owed.models import Obligation
from luoshi.papers.kinds.bulletin import Masthead
from luoshi.progress import links
from luoshi.projects import actions as projects
from luoshi.reviewing import actions as reviewing
from luoshi.rules.access import Permission, Reach
from tests import make
from tests.commitments.promises import proposed_in
from tests.docking import stories as docked
from tests.issuing import papers
from tests.matters import stories
from tests.progress.filed import report as filed_report
from tests.registering.wished import asked, wished
from tests.reviewing import held
from tests.touring import toured

NOW = make.at("2026-06-02", 9)
NOBODY = "nobody"  # an account without a seat
AT_THE_OFFICE = {"editor"}
OF_PAPERS = {one for one in Permission if one.value.startswith("paper.")}
TEXT = "会议要求，水利局要抓紧完成灌区勘界，6月底前报告。"


@dataclass(frozen=True)
class Region:
    cast: make.Cast
    rows: dict[str, Any]
    accounts: dict[str, Account]

    def units_of(self, kind: str) -> frozenset[int]:
        """Return the units that are part of the row of ``kind``, as they were entered here."""
        cast = self.cast
        parts = {
            "matter": {cast.water, cast.land, cast.builder, cast.region},
            "project": {cast.water, cast.builder, cast.region},
            "docking": {cast.water, cast.builder, cast.land, cast.region},
            "need": {cast.water},
            "offer": {cast.water},
            "group": {cast.water, cast.land, cast.region},
            "engagement": {cast.water, cast.region},
            "order-paper": {cast.water, cast.region},
            "decision": {cast.water, cast.region},
            "document": {cast.water, cast.region},
            "bulletin": {cast.water, cast.region},
            "transfer": {cast.water, cast.land},
            "session": {cast.water, cast.land, cast.builder, cast.region},
            "waiting": {cast.water, cast.land, cast.builder, cast.region},
            "registration": {cast.water, cast.builder, cast.region},
            "commitment": {cast.water, cast.builder, cast.region},
            "recheck": {cast.water, cast.land, cast.builder, cast.region},
            "tour": {cast.water, cast.region},
        }
        of = {"report": "project", "window": "project", "link": "project", "words": "group"}
        of |= dict.fromkeys(("stop", "member", "question", "note"), "tour")
        there = parts.get(of.get(kind, kind), {cast.region})
        return frozenset(unit.pk for unit in there)

    def sees(self, role: str, kind: str) -> bool:
        """Return whether ``role`` sees the row of ``kind``: by plain sets, not by the gate."""
        if role == NOBODY:
            return False
        if kind in ("unit", "person"):
            return True
        held = policy.current().roles[role]
        if Permission.REGISTER_SEE not in held.permissions:
            return False
        seat = self.cast.region if role in AT_THE_OFFICE else self.cast.water
        if kind in (
            "paper-draft",
            "bulletin-draft",
        ):  # written at the office, seen by those of it who write papers
            there = held.reach is Reach.REGISTER or role in AT_THE_OFFICE
            return there and bool(OF_PAPERS & held.permissions)
        return held.reach is Reach.REGISTER or seat.pk in self.units_of(kind)


def region() -> Region:
    """Return the region with its rows and accounts, made anew."""
    cast = make.cast()
    roles = policy.current().roles
    accounts = {
        code: make.account(
            cast.region if role.reach is Reach.REGISTER or code in AT_THE_OFFICE else cast.water,
            code,
            name=f"某{code}",
        )
        for code, role in roles.items()
    }
    accounts[NOBODY] = make.account(cast.water, "handler", name="无席位")
    accounts[NOBODY].seats.all().delete()
    rows = _register(cast) | _papers(cast) | {"point": _asked(cast, accounts["leader"])}
    rows |= _hands(cast) | _told(cast, rows) | _written(cast) | _docking(cast) | _habits(cast, rows)
    rows |= _sessions(cast, rows) | _promised(cast, rows)
    return Region(cast, rows, accounts)


def _sessions(cast: make.Cast, rows: dict[str, Any]) -> dict[str, Any]:
    """Return a session that takes comments on the matter, and what the matter waits for."""
    how: dict[str, Any] = {"by": cast.lin, "now": NOW}
    session = held.planned(cast)
    reviewing.add_item(session, matter=rows["matter"], **how)
    reviewing.open_comments(session, **how)
    wait = waits.wait_for(rows["matter"], outside="水利部", what="取水许可批复", **how)
    return {"session": session, "waiting": wait}


def _register(cast: make.Cast) -> dict[str, Any]:
    project = projects.add_project(
        name="青泉灌区改造",
        held_by=cast.region,
        parties=[(cast.builder, "investor")],
        stage="S08",
        by=cast.lin,
        now=make.at("2026-05-18"),
    )
    projects.file_project(
        project, unit=cast.water, reporter=cast.wu.person, by=cast.lin, now=make.at("2026-05-18")
    )
    report = filed_report(project, "2026-05B", by=cast.wu, now=make.at("2026-06-01"))
    shown = links.make_link(
        project, window="2026-06A", person=cast.wu.person, days=7, by=cast.wu, now=NOW
    )
    meeting = meetings.add_engagement(
        kind="meeting",
        name="灌区协调会",
        start_on=dt.date(2026, 5, 10),
        end_on=None,
        place="青泉",
        units=[cast.water],
        held_by=cast.region,
        by=cast.lin,
        now=make.at("2026-05-18"),
    )
    help_wanted = wished(cast, project=project)
    asked(help_wanted, cast, due="2026-06-20")
    group = matters.set_up_group(
        name="灌区工作小组",
        lead=cast.water,
        cooperating=[cast.land],
        placeholders=[Words("其他部门", "cooperating")],
        held_by=cast.region,
        by=cast.lin,
        now=make.at("2026-05-18"),
    )
    idea = stories.drafted(cast, title="研究设立平台公司")
    matter = stories.issued(cast, raised_by=cast.builder, title="完成灌区勘界")
    return {
        "project": project,
        "window": project,
        "report": report,
        "link": shown.link,
        "engagement": meeting,
        "registration": help_wanted,
        "group": group,
        "words": Placeholder.objects.get(),
        "idea": idea,
        "matter": matter,
    }


def _asked(cast: make.Cast, leader: Any) -> Any:
    """Return a question that waits for a leader of the region."""
    return deciding.prepare(
        question="灌区勘界由谁牵头？",
        decider=leader,
        due_on=dt.date(2026, 7, 1),
        options=[deciding.Choice("由水利局牵头"), deciding.Choice("暂缓")],
        by=cast.lin,
        now=NOW,
    )


def _promised(cast: make.Cast, rows: dict[str, Any]) -> dict[str, Any]:
    """Return a promise of the water bureau to the builder, a re-check, and a tour with what it has."""
    return {
        "commitment": proposed_in(cast, now=NOW),
        "recheck": toured.recheck(cast, rows["matter"], now=NOW),
    } | toured.tour(cast, now=NOW)


def _papers(cast: make.Cast) -> dict[str, Any]:
    draft = intake.take_in_text(text=TEXT, held_by=cast.region, by=cast.lin, now=NOW).draft
    return {
        "draft": draft,
        "source": draft.source,
        "finding": Finding.objects.filter(draft=draft).first(),
        "demand": Demand.objects.filter(draft=draft).first(),
        **_ledger(cast),
    }


def _ledger(cast: make.Cast) -> dict[str, Any]:
    """Return a ledger that the office looks through: a row, and a name that nobody knows."""
    text = "序号,项目名称,建设单位,总投资（万元）\n1,城北泵站,无名公司,三千\n"
    how: dict[str, Any] = {"by": cast.lin, "now": NOW}
    ledger = take_in_ledger(
        data=text.encode(), file_name="台账.csv", held_by=cast.region, **how
    ).ledger
    set_mapping(ledger, version=ledger.version, tables=ledger.tables, **how)
    carry_on(ledger, seconds=5, now=NOW)
    return {
        "ledger": ledger,
        "ledger-row": ledger.lines.get(),
        "ledger-name": ledger.names.get(),
    }


def _written(cast: make.Cast) -> dict[str, Any]:
    """Return a letter that the office issued to the water bureau, and one that it is writing."""
    written = {"document": papers.issued(cast), "paper-draft": papers.drafted(cast)}
    return written | {
        "bulletin": papers.issued(cast, _summary(cast, "2026-05B")),
        "bulletin-draft": _summary(cast, "2026-05A"),
    }


def _summary(cast: make.Cast, window: str) -> Any:
    head = Masthead("瀚北合作半月报", cast.region.name, "", sent=(cast.water.name,))
    return bulletins.compose_summary(
        window=window, head=head, office=cast.region, by=cast.lin, now=NOW
    )


def _docking(cast: make.Cast) -> dict[str, Any]:
    """Return a docking after its first contact: the water bureau supplies what the builder needs."""
    need, mine = docked.need(cast), docked.need(cast, unit=cast.water, person=cast.wu.person)
    offer = docked.offer(cast, unit=cast.water, person=cast.wu.person)
    sides = {"supply_unit": cast.water, "supply_person": cast.wu.person}
    docking = docked.opened(cast, need=need, offer=offer, cooperating=[cast.land], **sides)
    docked.talk(cast, docking)
    spare = docked.offer(cast, unit=cast.water, person=cast.wu.person, text="另一块地")
    return {"docking": docking, "need": mine, "offer": spare}


def _hands(cast: make.Cast) -> dict[str, Any]:
    delegation = orgs.name_deputy(
        cast.wu.person,
        deputy=cast.qin.person,
        from_on=dt.date(2026, 6, 10),
        to_on=dt.date(2026, 6, 12),
        reason="出差",
        by=cast.wu,
        now=NOW,
    )
    transfer = Transfer.objects.create(
        cause="split",
        from_unit=cast.water,
        to_unit=cast.land,
        effective_on=dt.date(2026, 6, 1),
        reason="分出职责",
        rows=[],
        by=cast.lin,
        at=NOW,
    )
    orgs.make_key(name="程序", expires_on=dt.date(2026, 12, 1), by=cast.ma, now=NOW)
    feed, _token = diary.make_feed(name="手机", whose="own", by=cast.ma, now=NOW)
    change = orgs.ask_to_close(
        cast.ma,
        reason="调离。",
        by=make.account(cast.region, "system_admin", name="田雪"),
        now=NOW,
    )
    return {
        "change": change,
        "delegation": delegation or Delegation.objects.get(),
        "transfer": transfer,
        "feed": feed,
        "key": AccessKey.objects.get(),
        "sitting": orgs.begin_sitting(
            session_key="a", method="password", device="", address="", by=cast.ma, now=NOW
        ),
        "passkey": Authenticator.objects.create(
            user=cast.ma, type=Authenticator.Type.WEBAUTHN, data={}
        ),
        "account": cast.ma,
        "unit": cast.land,
        "person": cast.wu.person,
    }


def _habits(cast: make.Cast, rows: dict[str, Any]) -> dict[str, Any]:
    view = {"listed": "matter_list", "name": "逾期的", "query": "light=red", "is_pinned": True}
    given = {"text": "请抓紧办理。", "answer_by": dt.date(2026, 6, 20)}
    how: dict[str, Any] = {"by": cast.lin, "now": NOW}
    return {
        "view": habits.keep_view(**view, **how),
        "batch": batches.carry_out([rows["idea"]], deed="urge", given=given, **how),
    }


def _told(cast: make.Cast, rows: dict[str, Any]) -> dict[str, Any]:
    owed = Obligation.objects.filter(
        subject_kind="matter", subject_id=rows["matter"].pk, debtor_unit=cast.water
    ).first()
    common = {
        "matter": rows["matter"],
        "addressee": cast.water,
        "office": cast.region,
        "text": "请抓紧办理。",
        "answer_by": dt.date(2026, 6, 20),
        "prepared_at": NOW,
    }
    prepared = Order.objects.create(kind="urge", key="one", **common)
    issued = Order.objects.create(
        kind="urge",
        key="two",
        state="issued",
        number="催〔2026〕1号",
        issued_by=cast.zhao,
        issued_at=NOW,
        **common,
    )
    decision = Decision.objects.create(
        obligation=owed, key="1", rung=6, office=cast.region, prepared_at=NOW
    )
    notice = Notice.objects.create(
        obligation=owed,
        person=cast.qin.person,
        key="1",
        rung=1,
        made_on=dt.date(2026, 6, 2),
        made_at=NOW,
    )
    message = Message.objects.create(
        person=cast.qin.person,
        channel="mail",
        slot="2026-06-02",
        state="failed",
        token="t",
        made_at=NOW,
        due_at=NOW,
    )
    return {
        "order": prepared,
        "order-paper": issued,
        "decision": decision,
        "notice": notice,
        "message": message,
        "event": Event.objects.first(),
    }
