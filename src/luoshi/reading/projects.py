"""Find projects: their names, who builds them, where, and their figures.

One project is listed once, under its fullest name: a later 该项目, 城北管廊 or 乙县光伏项目 is the
same one.  A figure belongs to the project named last before it in its item or paragraph, or to the
one that its own sentence names right after it (``投资3亿元建设…项目``).
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from luoshi.reading.context import ReadingContext
from luoshi.reading.dropped import dropped_runs
from luoshi.reading.labels import plain_label
from luoshi.reading.money import KIND_OF_UNIT, find_figures, quantity_of, value_of
from luoshi.reading.namelists import roles_of_value
from luoshi.reading.outline import Row, Sentence, Table
from luoshi.reading.project_names import Named, bare_name, name_of_heading, names_in
from luoshi.reading.types import Figure, Mark, Project


@dataclass(slots=True)
class _Found:
    """A project while its mentions are gathered."""

    name: str
    marks: list[Mark] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    place: str | None = None
    figures: list[Figure] = field(default_factory=list)
    is_heading: bool = False
    aliases: list[str] = field(default_factory=list)

    def take(self, figure: Figure) -> None:
        """Add a figure, once."""
        same = (figure.quantity, figure.value, figure.unit)
        if all((f.quantity, f.value, f.unit) != same for f in self.figures):
            self.figures.append(figure)


class _Gathering:
    """All projects found so far; knows a project again under a shorter name."""

    def __init__(self, context: ReadingContext) -> None:
        self.context = context
        self.found: list[_Found] = []
        self._headed: list[tuple[int, int]] = []  # where a heading's project is named, and which

    def mention(self, run: Named, *, is_heading: bool = False) -> _Found:
        """Return the project that a run names, a new one if it is named for the first time."""
        name = self.context.text[run.start : run.end]
        mark = Mark(run.start, run.end, run.rule, run.sure)
        short = _SHORT_NAME.match(self.context.text, run.end)
        for number, project in enumerate(self.found):
            if _same(name, project):
                project.marks.append(mark)
                if project.is_heading:
                    insort(self._headed, (run.start, number))
                if (
                    not any(name.endswith(alias) for alias in project.aliases)
                    and len(name) > len(project.name)
                    and not project.is_heading
                    and not re.search(r"[一二三]期", name[len(project.name) - 2 :])
                ):
                    project.name = name
                if short and short[1] not in project.aliases:
                    project.aliases.append(short[1])
                return project
        project = _Found(name, [mark], is_heading=is_heading)
        project.aliases += [short[1]] if short else []
        if is_heading:
            insort(self._headed, (run.start, len(self.found)))
        self.found.append(project)
        return project

    def headed_in(self, start: int, end: int) -> list[_Found]:
        """Return the projects of headings that are named in a run, in the order they were found."""
        low, high = (bisect_left(self._headed, (at, 0)) for at in (start, end))
        return [self.found[n] for n in sorted({n for _, n in self._headed[low:high]})]


# A short name that the text sets up for a project: （以下简称“防洪工程”）.
_SHORT_NAME = re.compile(r"[”]?（(?:以下|下文|下称|简称|下)[^“”（）]{0,6}“([^”]{2,16})”）")


@functools.lru_cache(maxsize=1024)
def _core(name: str) -> str:
    return re.sub(r"(?:建设)?(?:项目|工程)$|[“”]", "", name)


def _within(short: str, long: str) -> bool:
    """Tell whether the characters of ``short`` stand in ``long`` in this order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _same(name: str, project: _Found) -> bool:
    if name == project.name or any(name.endswith(short) for short in project.aliases):
        return True
    phases = [re.findall(r"([一二三四])期", n) for n in (name, project.name)]
    if phases[0] and phases[1] and phases[0] != phases[1]:
        return False
    short, long = sorted((_core(name), _core(project.name)), key=len)
    if len(short) < 3:
        return len(short) == 2 and short in long and name.endswith(("项目", "工程"))
    whole = "".join(project.organisations) + (project.place or "") + long
    if short in long or (_within(short, long) and short[-1] == long[-1]):
        return True
    return _within(short, whole) and name.endswith(("项目", "工程")) and short[-2:] in long


# --- tables --------------------------------------------------------------------------------------


def _from_tables(context: ReadingContext, gathering: _Gathering) -> None:
    names = context.lexicon.lists["projects.name_columns"]
    for table in context.outline.tables:
        column = next((c for n in names for c in table.columns if plain_label(c) == n), None)
        mixed = column is not None and "事项" in column
        for row in table.rows:
            if (
                column is None
                or mixed
                and column in row.cells
                and not _is_named(context, row.cells[column])
            ):
                for cell in row.cells.values():
                    for project in _mentions(context, gathering, *cell):
                        _figures_of_run(context, project, *cell)
            elif column in row.cells:
                run = _without_stage(context.text, *row.cells[column])
                project = gathering.mention(Named(*run, "project.table", 0.95), is_heading=True)
                _figures_of_row(context, table, row, column, project)


def _is_named(context: ReadingContext, run: tuple[int, int]) -> bool:
    """Tell whether a cell of a mixed column names a project: 某某大桥工程, not 某某行动."""
    return name_of_heading(context, *_without_stage(context.text, *run)) is not None


def _without_stage(text: str, start: int, end: int) -> tuple[int, int]:
    """A project's name without the stage it is in: 左山抽水蓄能电站前期."""
    stage = _STAGE.search(text[start:end])
    return (start, start + stage.start()) if stage and stage.start() >= 4 else (start, end)


_STAGE = re.compile(r"前期(?:工作)?$")


def _figures_of_row(
    context: ReadingContext, table: Table, row: Row, column: str, project: _Found
) -> None:
    text = context.text
    for title, (start, end) in row.cells.items():
        if title in context.lexicon.words("projects.builder_columns"):
            project.organisations += roles_of_value(context, "responsible", start, end).responsible
        elif title in context.lexicon.words("projects.place_columns"):
            project.place = text[start:end]
    for figure in find_figures(text, *row.cells[column]):
        project.take(figure)
    above = _CAPTION_UNIT.findall(text[max(0, table.start - 80) : table.start])
    caption = above[-1] if above else ""
    for title, (start, end) in row.cells.items():
        if title != column:
            for figure in _cell_figures(title, text[start:end], start, caption):
                project.take(figure)


# The unit of all sums of a table, told above it: （单位：万元）.
# What stands right behind a heading that names a project, whatever its name.
_MEASURED = re.compile(
    r"[^\n。]{0,4}[。\n]\s*(?:[^。\n，]{2,30}(?:组织实施|投资建设|承建|负责建设|实施)，)?(?:该项目|项目|工程)?(?:计划|估算|概算)?(?:总投资|总概算|占地|全长|总装机|装机|建筑面积|存栏|种植面积|年产|业主单位|建设单位|项目业主|项目单位)"
)
_CAPTION_UNIT = re.compile(r"单位：(万元|亿元|千元|元)")


def _cell_figures(title: str, cell: str, at: int, caption: str) -> Iterator[Figure]:
    """A bare number under 总投资（万元） is a figure; other cells are read as text behind their title."""
    unit = re.search(r"[（(/／]((?:万|亿)?)([^（）()]+?)[）)]?$", title)
    label = re.sub(r"[（(].*$", "", title)
    if unit is None and re.search(r"投资|概算|估算", title):
        unit = re.fullmatch(r"(万|亿|千|)(元)", caption)
    if unit and re.fullmatch(r"[\d,.]+", cell) and unit[2] in KIND_OF_UNIT:
        quantity = quantity_of(KIND_OF_UNIT[unit[2]], label, "")
        if quantity:
            mark = Mark(at, at + len(cell), "figure.table", 0.95)
            yield Figure(quantity, value_of(cell, unit[1]), unit[2], mark)
        return
    for figure in find_figures(label + cell):
        if figure.mark and figure.mark.start >= len(label):
            shift = at - len(label)
            yield replace(
                figure,
                mark=Mark(figure.mark.start + shift, figure.mark.end + shift, "figure.table", 0.9),
            )


# --- prose -----------------------------------------------------------------------------------------


def _mentions(context: ReadingContext, gathering: _Gathering, start: int, end: int) -> list[_Found]:
    return [gathering.mention(run) for run in names_in(context, start, end)]


def _figures_of_run(context: ReadingContext, project: _Found, start: int, end: int) -> None:
    for figure in find_figures(context.text, start, end):
        project.take(figure)


def _heading_project(
    context: ReadingContext, gathering: _Gathering, sentence: Sentence
) -> _Found | None:
    for item in context.outline.ancestors(sentence.item):
        until = item.heading[1] if item.heading else item.start + 32
        for project in gathering.headed_in(item.start, until):
            return project
    return None


def _titled_project(context: ReadingContext, gathering: _Gathering) -> _Found | None:
    """The project that the whole paper is about: the one its title names."""
    title = context.document.title or ""
    run = context.outline.title
    named = names_in(context, *run) if run else []
    if named:
        return gathering.mention(named[0])
    return next(
        (p for p in gathering.found if _within(_core(p.name)[:6], title) or _core(p.name) in title),
        None,
    ) or (
        next(
            (
                p
                for p in gathering.found
                if _within(re.sub(r".*解决|关于|有关.*|项目.*", "", title), p.name)
                and "项目" in title
            ),
            None,
        )
    )


def _owners(context: ReadingContext, gathering: _Gathering) -> None:
    """The unit that a field beneath a project's heading names as its owner or builder."""
    labels = context.lexicon.words("projects.builder_columns")
    for field_ in context.outline.fields:
        if field_.item is None or field_.label not in labels:
            continue
        item = context.outline.items[field_.item]
        for project in gathering.headed_in(*item.heading) if item.heading else ():
            project.organisations += roles_of_value(
                context, "responsible", field_.start, field_.end
            ).responsible
            block = context.outline.blocks[field_.block]
            if block.kind == "field":
                _figures_of_run(context, project, block.start, block.end)


_TOTAL = re.compile(
    r"全州|全市|全区(?!域)|全县|全盟|全地区|全省|\d+个(?:重点)?(?:项目|工程)|项目\d+个|合计|集中签约|资金缺口"
)


def _read_sentence(
    context: ReadingContext, gathering: _Gathering, sentence: Sentence, last: _Found | None
) -> _Found | None:
    """Gather the projects and figures of a sentence; return the project to go on with."""
    text = context.text
    runs = names_in(context, sentence.start, sentence.end)
    named = [(run, gathering.mention(run)) for run in runs]
    for run, project in named:
        _builder(context, project, run, sentence)
        _place(context, project, run, sentence)
    current = _heading_project(context, gathering, sentence) or last
    if current is None and re.match(
        r"(?:会议指出，)?(?:我公司|该项目|本项目|项目建成|项目总|项目由|项目计划|项目占地|项目位于|项目概算|项目估算|工程总|工程由|工程概算|该工程|本工程|项目概况|项目拟|项目全长)",
        text[sentence.start : sentence.end],
    ):
        current = _titled_project(context, gathering)
    if current and re.search(
        r"(?:建设|业主|实施|承建)单位(?:为|是|：)|由[^，]{2,30}(?:投资建设|建设|承建|实施)|负责实施|投资建设|承建|组织实施",
        text[sentence.start : sentence.end],
    ):
        _builder_behind(context, current, sentence)
    for run, project in named:
        for figure in find_figures(text, run.start, run.end):
            project.take(figure)
    for figure in find_figures(text, sentence.start, sentence.end):
        at = figure.mark.start if figure.mark else sentence.start
        owner = _owner(context, named, at, sentence, current)
        if owner:
            owner.take(figure)
    return named[-1][1] if named else current


def _owner(
    context: ReadingContext,
    named: list[tuple[Named, _Found]],
    at: int,
    sentence: Sentence,
    current: _Found | None,
) -> _Found | None:
    text = context.text
    if any(run.start <= at < run.end for run, _ in named):
        return None
    statement = next((s for s in sentence.statements if s.start <= at < s.end + 1), None)
    low, high = (statement.start, statement.end) if statement else (sentence.start, sentence.end)
    before = [p for run, p in named if run.end <= at]
    after = [p for run, p in named if low <= run.start < high and run.start > at]
    clause = max(text.rfind(mark, sentence.start, at) for mark in "，；。：") + 1
    if _TOTAL.search(text, clause or sentence.start, at):
        return None
    if after and not any(low <= run.end <= at for run, _ in named):
        return after[0]
    beside = next(
        (p for run, p in named if run.start > at and _same_clause(text, at, run.start)), None
    )
    if beside and not any(clause <= run.end <= at for run, _ in named):
        return beside
    if before:
        return before[-1]
    if named and not current:
        return named[0][1]
    opening = text[sentence.start : at]
    return None if _TOTAL.search(opening) else current


def _same_clause(text: str, start: int, end: int) -> bool:
    return not re.search(r"[，。；：]", text[start:end])


# --- builders and places ----------------------------------------------------------------------------


def _builder(context: ReadingContext, project: _Found, run: Named, sentence: Sentence) -> None:
    """The unit before the name, or the one for which the speaker speaks."""
    if project.organisations:
        return
    text = context.text
    clause = max(sentence.start, max(text.rfind(m, sentence.start, run.start) for m in "。；") + 1)
    units = [o for o in context.organisations_in(clause, run.start)
             if re.search(r"公司|集团|厂|企业|合作社|院$|学院$", o.name)]  # fmt: skip
    if units:
        if not _is_partner(text, clause, run.start, units[-1].name):
            project.organisations.append(units[-1].name)
            return
        others = [o for o in units[:-1] if not _is_partner(text, clause, run.start, o.name)]
        project.organisations += [o.name for o in (*others[-1:], units[-1])]
        if others:
            return
    people = context.people_in(sentence.start, run.start)
    for person in reversed(people):
        post = person.post or ""
        for organisation in sorted(context.organisations, key=lambda o: -len(o.name)):
            if post.startswith(organisation.name) and re.search(
                r"公司|集团|厂|企业", organisation.name
            ):
                project.organisations.append(organisation.name)
                project.organisations = list(dict.fromkeys(project.organisations))
                return


def _is_partner(text: str, start: int, end: int, name: str) -> bool:
    """The unit joins in what another does: 与甲公司共同建设."""
    joint = rf"[与和同]{re.escape(name)}(?:合作|共同|合资|联合|携手)"
    return bool(re.compile(joint).search(text, start, end))


def _builder_behind(context: ReadingContext, project: _Found, sentence: Sentence) -> None:
    if project.organisations:
        return
    units = context.organisations_in(sentence.start, sentence.end)
    if units:
        project.organisations.append(units[0].name)


_PLACE_NAME = re.compile(
    r"^([\u4e00-\u9fff]{2,10}?(?:自治州|自治县|地区|州|县|市|旗|经开区|高新区|开发区|工业园区|园区|镇|乡))(?=[\u4e00-\u9fff\d“])"
)


def _place(context: ReadingContext, project: _Found, run: Named, sentence: Sentence) -> None:
    if project.place:
        return
    text = context.text
    clause = max(sentence.start, max(text.rfind(m, sentence.start, run.start) for m in "。；") + 1)
    before = re.findall(
        r"在([\u4e00-\u9fff]{2,14}?)(?:合作|投资|建设|布局|开展|实施|新建|共建)",
        text[clause : run.start],
    )
    before = [
        place
        for place in before
        if re.search(r"[州县市区旗盟镇乡村园港地岸内场岛湾]$", place) and "的" not in place
    ]
    if before:
        project.place = before[-1]
    else:
        _place_inside(project)


def _place_inside(project: _Found) -> None:
    """The place with which the name begins, if no other is known."""
    inside = _PLACE_NAME.match(project.name)
    if inside and not project.place:
        project.place = inside[1]


# --- all together -----------------------------------------------------------------------------------


def _headings(context: ReadingContext, gathering: _Gathering) -> None:
    text = context.text
    for item in context.outline.items:
        heading = item.heading
        colon = text.find("：", item.start, min(item.end, item.start + 32))
        if heading is None and colon > 0 and not re.search(r"[，。；]", text[item.start : colon]):
            heading = (item.start, colon)
        run = name_of_heading(context, *heading) if heading else None
        if run is None and heading and _MEASURED.match(text, heading[1]):
            run = bare_name(context, *heading)
        if run:
            project = gathering.mention(run, is_heading=True)
            _figures_of_run(context, project, run.start, run.end)
            _place_inside(project)
            stop = heading[1] if heading else run.end
            behind = context.organisations_in(run.end, stop)
            if text.startswith("（", run.end) and behind and not project.organisations:
                project.organisations.append(behind[0].name)


def find_projects(context: ReadingContext) -> tuple[Project, ...]:
    """Return the projects of a document in the order of their first mention."""
    gathering = _Gathering(context)
    _from_tables(context, gathering)
    _headings(context, gathering)
    _owners(context, gathering)
    last: _Found | None = None
    place: tuple[int, int | None] = (-1, None)
    for sentence in context.outline.sentences:
        here = (sentence.block, sentence.item)
        if here[0] != place[0] and (here[1] != place[1] or here[1] is None):
            last = None
        place = here
        last = _read_sentence(context, gathering, sentence, last)
    dropped = dropped_runs(context)
    kept = [p for p in gathering.found if not any(a <= p.marks[0].start < b for a, b in dropped)]
    return tuple(
        Project(
            p.name,
            tuple(dict.fromkeys(p.organisations)),
            p.place,
            tuple(p.figures),
            tuple(sorted(p.marks)),
        )
        for p in sorted(kept, key=lambda p: min(p.marks))
    )
