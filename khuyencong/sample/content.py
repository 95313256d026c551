"""Reads the sample's files and stores facilities, decisions and projects through the services."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beneficiaries.models import FacilityYear, IndustryCode, RuralIndustrialFacility
from beneficiaries.services import record_facilities
from kernel import history
from khuyencong.sample.clock import Clock
from khuyencong.sample.files import amount_of, day, number, quantities, read, split
from khuyencong.sample.office import PROVINCE, REASON, Office
from khuyencong.sample.places import MissingReferenceError, unit_of
from programmes.choices import BeneficiaryKind, DecisionKind, FundingLevel, FundingSource
from programmes.models import (
    ActivityType,
    Allocation,
    AnnualPlan,
    DecisionLine,
    Indicator,
    PlanDecision,
    Programme,
    ProjectIndicator,
    ProjectPlace,
    SupportProject,
    TrackingLine,
)
from programmes.services import (
    add_decision_line,
    ensure_plan,
    move_project,
    record_decision,
    record_published_state,
    save_decision,
    save_part,
    save_project,
)

PAPER_FILE = "Theo hồ sơ giấy minh họa"
SOURCES = {
    "national": FundingSource.NATIONAL,
    "provincial": FundingSource.PROVINCIAL,
    "district": FundingSource.DISTRICT,
    "commune": FundingSource.COMMUNE,
    "unknown_source": FundingSource.UNKNOWN_SUPPORT,
    "counterpart": FundingSource.COUNTERPART,
    "integrated": FundingSource.INTEGRATED,
    "other": FundingSource.OTHER,
}
# The province of its time: the plans of 2024 are those of Thái Bình.
PROVINCES = {2024: "34@2024-12-31", 2026: PROVINCE}
# When things without a day of their own are recorded.
REGISTERED = {2024: date(2024, 1, 4), 2026: date(2026, 1, 5)}
DRAFTED = {2024: date(2024, 10, 1), 2026: date(2026, 10, 1)}
TAKEN_OVER = {2024: date(2024, 12, 23), 2026: date(2026, 7, 20)}


@dataclass
class Content:
    """What has been stored so far, by the keys of the files."""

    office: Office
    clock: type[Clock]
    facilities: dict[str, RuralIndustrialFacility] = field(default_factory=dict)
    decisions: dict[str, PlanDecision] = field(default_factory=dict)
    projects: dict[str, SupportProject] = field(default_factory=dict)
    lines: dict[str, TrackingLine] = field(default_factory=dict)

    @property
    def officer(self) -> Any:
        """Who types everything in."""
        return self.office.people["chuyenvien"]


def build_content(office: Office, clock: type[Clock]) -> Content:
    """Store everything in the order of the year: plan, decisions, what happened after them."""
    content = Content(office, clock)
    _facilities(content)
    _decisions(content)
    rows = list(read("projects"))
    for row in rows:
        content.projects[row["key"]] = _project(content, row)
        _first_money(content, row)
    _record_rounds(content)
    for row in rows:
        _steps(content, row)
    _record_changes(content)
    for row in rows:
        _taken_over(content, row)
    return content


# --- facilities ---------------------------------------------------------------------------------


def _facilities(content: Content) -> None:
    content.clock.set(REGISTERED[2024])
    industries = {row.code: row for row in IndustryCode.objects.all()}
    rows = list(read("facilities"))
    records = [_facility(row, industries) for row in rows]
    record_facilities(records, by=content.officer, reason=REASON)
    content.facilities = dict(zip((row["key"] for row in rows), records, strict=True))
    content.clock.set(REGISTERED[2026])
    years = []
    for row in rows:
        for entry in row["revenues"].split(";") if row["revenues"] else []:
            year, _colon, revenue = entry.partition(":")
            facility = content.facilities[row["key"]]
            amount = amount_of(revenue)
            years.append(FacilityYear(facility=facility, year=int(year), revenue_amount=amount))
    history.save_many(FacilityYear, years, by=content.officer, reason=REASON)


def _facility(row: dict[str, str], industries: dict[str, IndustryCode]) -> RuralIndustrialFacility:
    return RuralIndustrialFacility(
        name=row["name"],
        kind=row["kind"],
        unit=unit_of(row["unit"]),
        production_address=row["address"],
        representative=row["representative"],
        industry=industries.get(row["industry"]),
        products=row["products"],
        worker_count=number(row["workers"]),
        women_worker_count=number(row["women"]),
        minority_worker_count=number(row["minority"]),
        capital_amount=amount_of(row["capital"]) if row["capital"] else None,
        is_women_owned={"yes": True, "no": False}.get(row["women_owned"]),
        registered_on=day(row["registered_on"]),
        source_note="Dữ liệu mẫu, không có thật",
    )


# --- decisions and money ------------------------------------------------------------------------


def _decisions(content: Content) -> None:
    for row in read("decisions"):
        year = int(row["year"])
        content.clock.set(day(row["signed_on"]) or DRAFTED[year])
        decision = PlanDecision(
            plan=_plan(content, year, row["level"]),
            kind=row["kind"],
            level=row["level"],
            round=number(row["round"]),
            number=row["number"],
            signed_on=day(row["signed_on"]),
            issuer=row["issuer"],
            signer=row["signer"],
            title=row["title"],
        )
        decision.province = decision.plan.province
        save_decision(decision, by=content.officer, reason=REASON)
        content.decisions[row["key"]] = decision


def _plan(content: Content, year: int, level: str) -> AnnualPlan:
    province = unit_of(PROVINCES[year])
    return ensure_plan(province=province, year=year, level=level, by=content.officer, reason=REASON)


def _first_money(content: Content, row: dict[str, str]) -> None:
    """The lines of the first round: one for each source, or one for each beneficiary's share."""
    if not row["decision"]:
        return
    decision = content.decisions[row["decision"]]
    content.clock.set(decision.signed_on or DRAFTED[int(row["year"])], 9)
    allocations = list(content.projects[row["key"]].allocations.order_by("pk"))
    for column, source in SOURCES.items():
        shares = row[column].split("+") if row[column] else []
        single = len(shares) == 1
        named: list[Any] = [None] if single and len(allocations) != 1 else list(allocations)
        for share, allocation in zip(shares, named, strict=False):
            line = DecisionLine(
                decision=decision,
                project=content.projects[row["key"]],
                allocation=allocation,
                source=source,
                amount=amount_of(share),
            )
            add_decision_line(line, by=content.officer, reason=REASON)


def _record_rounds(content: Content) -> None:
    """The leader records the approvals: their projects become approved on the day of signing."""
    leader = content.office.people["lanhdao"]
    for row in read("decisions"):
        if row["recorded"] == "yes" and row["kind"] in {
            DecisionKind.APPROVAL,
            DecisionKind.PUBLISHED,
        }:
            content.clock.set(day(row["signed_on"]) or TAKEN_OVER[int(row["year"])], 10)
            record_decision(content.decisions[row["key"]], by=leader, reason=REASON)


def _record_changes(content: Content) -> None:
    """Amendments and stops: signed lines of their own, then recorded."""
    changed: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read("changes"):
        changed[row["decision"]].append(row)
    for key, rows in changed.items():
        decision = content.decisions[key]
        content.clock.set(decision.signed_on or DRAFTED[decision.plan.year], 14)
        for row in rows:
            project = content.projects[row["project"]]
            held = project.decision_lines.filter(source=row["source"]).order_by("pk").first()
            line = DecisionLine(
                decision=decision,
                project=project,
                allocation=held.allocation if held else None,
                source=row["source"],
                amount=amount_of(row["amount"]),
                note=row["note"],
            )
            add_decision_line(line, by=content.officer, reason=REASON)
        record_decision(decision, by=content.office.people["lanhdao"], reason=REASON)


# --- projects -----------------------------------------------------------------------------------


def _project(content: Content, row: dict[str, str]) -> SupportProject:
    year, tags = int(row["year"]), row["tags"].split()
    content.clock.set(REGISTERED[year], 14)
    project = SupportProject(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        level=row["level"],
        programme=_programme(row["level"], year),
        plan=_plan(content, year, row["level"]),
        first_year=year,
        last_year=number(row["last_year"]),
        activity=_activity(row["activity"]) if row["activity"] else None,
        implementing_organisation=content.office.organisations.get(row["implementing"]),
        unit=unit_of(row["unit"]),
        place_text=row["place_text"],
        starts_on=day(row["starts_on"]),
        ends_on=day(row["ends_on"]),
        objective=row["objective"],
        scale=row["scale"],
        is_priority="priority" in tags,
        is_key="key" in tags,
        is_integrated="integrated" in tags,
        stated_total_amount=amount_of(row["stated_total"]) if row["stated_total"] else None,
        note=row["note"],
    )
    save_project(project, by=content.officer, reason=REASON)
    helpers = [content.office.organisations[key] for key in split(row["coordinating"])]
    project.coordinating_organisations.set(helpers)
    parts: list[Any] = [_allocation(content, text) for text in split(row["beneficiaries"])]
    parts += [ProjectPlace(unit=unit_of(code)) for code in split(row["places"])]
    for code, planned in quantities(row["indicators"]).items():
        parts.append(ProjectIndicator(indicator=Indicator.objects.get(code=code), planned=planned))
    for part in parts:
        part.project = project
        save_part(part, by=content.officer, reason=REASON)
    return project


def _allocation(content: Content, text: str) -> Allocation:
    if text == "-":
        return Allocation(kind=BeneficiaryKind.NONE)
    if text.startswith("?"):
        return Allocation(kind=BeneficiaryKind.UNNAMED, expected_count=number(text[1:]))
    if text.startswith("nhóm:"):
        name = text.removeprefix("nhóm:").strip()
        return Allocation(kind=BeneficiaryKind.GROUP, group_name=name)
    return Allocation(kind=BeneficiaryKind.FACILITY, facility=content.facilities[text])


def _programme(level: str, year: int) -> Programme | None:
    if level != FundingLevel.NATIONAL:
        return None
    return Programme.objects.filter(level=level, first_year__lte=year, last_year__gte=year).first()


def _activity(code: str) -> ActivityType:
    found = ActivityType.objects.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise MissingReferenceError(code)
    return found


def _steps(content: Content, row: dict[str, str]) -> None:
    """What was done: the officer starts, the department accepts at base level (TT 36/2013 Đ.19)."""
    for step, value in _pairs(row["steps"]):
        if step != "recorded":
            person = content.office.people["sct" if step == "accept" else "chuyenvien"]
            project = content.projects[row["key"]]
            happened = date.fromisoformat(value)
            content.clock.set(happened, 15)
            move_project(project, step, by=person, occurred_on=happened)


def _taken_over(content: Content, row: dict[str, str]) -> None:
    """States whose own transitions come later are taken over from the paper file."""
    for step, value in _pairs(row["steps"]):
        if step == "recorded":
            project = content.projects[row["key"]]
            project.refresh_from_db()
            content.clock.set(TAKEN_OVER[int(row["year"])])
            record_published_state(project, value, by=content.officer, note=PAPER_FILE)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [tuple(entry.split(":", 1)) for entry in split(text)]  # type: ignore[misc]
