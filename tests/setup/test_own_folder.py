"""The deployment's own folder: only what differs stands there, and an update never touches it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.config_versions import layers as layers_module
from hotline.config_versions.layers import Layers, layers
from hotline.config_versions.version import check, layers_of
from hotline.settings import REPOSITORY, SettingsError, load_settings
from tests.command import environment_of, hotline_with
from tests.line import Line, open_line
from tests.web.desk import Desk, fields_of, words

WORDING = "ivr_flows/en/report.yaml"
SENTENCE = "Is it safe for you to talk right now?"
OURS = "Is it safe for you to talk with us right now?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    return folder


@pytest.fixture
def own_line(tmp_path: Path, home: Path) -> Iterator[Line]:
    with open_line(tmp_path / "data", home=str(home)) as line:
        yield line


def put(home: Path, path: str, text: str) -> None:
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    (home / path).write_text(text, "utf-8")


def shipped(path: str) -> str:
    return (REPOSITORY / path).read_text("utf-8")


def everything(home: Path) -> list[str]:
    found = [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()]
    return sorted(path for path in found if not path.startswith(".shipped"))


def of(home: Path) -> Layers:
    return layers(REPOSITORY / "ivr_flows", REPOSITORY / "routing_rules", home)


def edit(desk: Desk, path: str, old: str, new: str) -> None:
    fields = fields_of(desk, f"/desk/files/{path}")
    assert old in fields["text"]
    fields |= {"text": fields["text"].replace(old, new), "do": "publish"}
    answer = desk.http.post(f"/desk/files/{path}", data=fields)
    assert answer.status_code == 200 and "published" in str(answer.url), words(answer.text)[:600]


def test_the_desk_writes_only_what_differs_and_takes_it_back(own_line: Line, home: Path) -> None:
    before = {path: shipped(path) for path in (WORDING, "routing_rules/agencies/TX.yaml")}
    desk = Desk(own_line.as_staff("coordinator"), "coordinator")
    edit(desk, WORDING, SENTENCE, OURS)
    assert everything(home) == [WORDING]
    assert OURS in (home / WORDING).read_text("utf-8")
    assert (home / ".shipped" / WORDING).read_text("utf-8") == before[WORDING]
    with own_line.dep.database.read() as db:
        assert OURS in own_line.dep.library.current(db).files[WORDING]
    own_line.dep.publish_folders()  # the disk says what is served: no further version
    with own_line.dep.database.read() as db:
        assert OURS in own_line.dep.library.current(db).files[WORDING]
    edit(desk, WORDING, OURS, SENTENCE)
    assert everything(home) == [] and not list((home / ".shipped").rglob("*.yaml"))
    assert {path: shipped(path) for path in before} == before, "the program stays as it came"


@pytest.mark.parametrize(
    ("path", "text", "served"),
    [
        ("ivr_flows/en/report.yaml", "x: 1\n", "x: 1\n"),
        ("routing_rules/holidays.yaml", "", None),
        ("routing_rules/webb.yaml", "policy: webb\n", "policy: webb\n"),
        ("routing_rules/agencies/TX.yaml", "\n", None),
        ("ivr_flows/notes.txt", "not ours to read", None),
    ],
)
def test_a_file_replaces_adds_or_removes(
    home: Path, path: str, text: str, served: str | None
) -> None:
    put(home, path, text)
    found = of(home).read()
    assert found.get(path) == served
    rest = {name: text for name, text in of(home).shipped().items() if name != path}
    assert {name: text for name, text in found.items() if name != path} == rest


def test_a_folder_that_a_setting_names_is_left_alone(home: Path, tmp_path: Path) -> None:
    """HOTLINE_FLOWS_DIR and HOTLINE_RULES_DIR mean what they always meant."""
    mine = Path(shutil.copytree(REPOSITORY / "routing_rules", tmp_path / "mine"))
    put(home, "routing_rules/webb.yaml", "policy: webb\n")
    put(home, WORDING, "x: 1\n")
    found = layers(REPOSITORY / "ivr_flows", mine, home)
    assert "routing_rules/webb.yaml" not in found.read() and found.read()[WORDING] == "x: 1\n"
    assert found.folder_for("routing_rules/") == mine
    assert found.folder_for("ivr_flows/") == home / "ivr_flows"


@given(
    own=st.dictionaries(
        st.sampled_from(["a.yaml", "en/a.yaml", "b.yaml"]), st.sampled_from(["", "1\n", "2\n"])
    ),
    after=st.dictionaries(
        st.sampled_from(["a.yaml", "en/a.yaml", "c.yaml"]), st.sampled_from(["1\n", "2\n"])
    ),
)
def test_what_is_published_is_what_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, own: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Whatever stood in the folder, and whatever is published: the next look finds just that."""
    root = tmp_path_factory.mktemp("layers")
    put(root, "program/flows/a.yaml", "1\n")
    put(root, "program/flows/en/a.yaml", "2\n")
    (root / "program/rules").mkdir()
    for path, text in own.items():
        put(root, f"home/ivr_flows/{path}", text)
    (root / "home").mkdir(exist_ok=True)
    found = Layers(root / "program/flows", root / "program/rules", root / "home")
    before = {path.removeprefix("ivr_flows/"): text for path, text in found.read().items()}
    written, gone = found.to_write("ivr_flows/", before, after)
    for path, text in written.items():
        put(root, f"home/ivr_flows/{path}", text)
    for path in gone:
        (root / "home/ivr_flows" / path).unlink(missing_ok=True)
    assert {path.removeprefix("ivr_flows/"): text for path, text in found.read().items()} == after


# Updates ------------------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped folders that an update can change."""
    for name in ("ivr_flows", "routing_rules"):
        shutil.copytree(REPOSITORY / name, tmp_path / "program" / name)
    return tmp_path / "program"


def test_an_update_beneath_is_said_until_someone_has_looked(home: Path, program: Path) -> None:
    """The update that setup.md F7b could not make: both sides changed the same file."""
    found = Layers(program / "ivr_flows", program / "routing_rules", home)
    put(home, WORDING, shipped(WORDING).replace(SENTENCE, OURS))
    put(home, "routing_rules/webb.yaml", "policy: webb\n")
    found.note_bases()
    assert found.base(WORDING) == shipped(WORDING) and found.base("routing_rules/webb.yaml") is None
    newer = shipped(WORDING).replace("Press 1 for yes.", "For yes, press 1.", 1)
    (program / WORDING).write_text(newer, "utf-8")
    found.note_bases()
    assert found.base(WORDING) == shipped(WORDING), "kept until someone has looked"
    assert OURS in found.read()[WORDING], "ours is served on"
    found.note_bases(again=True)
    assert found.base(WORDING) == newer


def test_diff_shipped_shows_both(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_home = {"HOTLINE_HOME": str(home)}
    put(home, WORDING, shipped(WORDING).replace(SENTENCE, OURS))
    put(home, ".shipped/" + WORDING, shipped(WORDING).replace("Press 1 for yes.", "Press 1.", 1))
    said = hotline_with(of_home, "diff", "shipped")
    assert said.returncode == 1
    assert (
        f"+    voice: {OURS}" in said.stdout and "An update changed the shipped file" in said.stdout
    )
    (row,) = json.loads(hotline_with(of_home, "diff", "shipped", "--json").stdout)
    assert row["file"] == WORDING and "Press 1 for yes." in row["beneath"] and not row["new"]
    assert hotline_with(of_home, "diff", "shipped", "--seen").returncode == 0
    assert "0 of them were changed beneath" in hotline_with(of_home, "diff", "shipped").stdout
    nowhere = hotline_with({"HOTLINE_HOME": str(home / "gone")}, "diff", "shipped")
    assert nowhere.returncode == 2 and "`hotline init` makes it" in nowhere.stderr


# The town -----------------------------------------------------------------------------------------

TOWN = """\
name: Webb County Tip Line
number: "+19565550100"
serves: {counties: ["48479 Webb, TX"]}
languages: [vi, ko]
agencies: {local: true, off: [tx_iwatch]}
"""


def test_a_town_makes_the_shipped_files_its_own(home: Path) -> None:
    put(home, "town.yaml", TOWN)
    version, problems = check(of(home).read(), demo=False)
    assert version is not None, problems
    assert "48479" in version.rules.served
    assert version.rules.agencies["tx_iwatch"].status == "retired"
    assert version.rules.agencies["tx_houston_office"].status != "retired"
    menu = version.files["ivr_flows/other_language.yaml"]
    assert "vi: {key: 2}" in menu and "ko: {key: 3}" in menu and "zh: {key" not in menu
    assert len(version.flows.languages) == 11, (
        "who writes another language is understood all the same"
    )


def test_the_national_hotline_only(home: Path) -> None:
    put(home, "town.yaml", "agencies: {local: false}\n")
    version, problems = check(of(home).read(), demo=False)
    assert version is not None, problems
    of_files = {
        entry.file for entry in version.rules.agencies.values() if entry.status != "retired"
    }
    assert of_files == {"agencies/US.yaml"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('serves: {counties: ["48478 Webb, TX"]}\n', 1, "Webb, TX is 48479"),
        ('name: X\nserves: {cities: ["Lardo, TX"]}\n', 2, ""),
        ("name: X\nnumber: 555\n", 2, "+19565550100"),
        ('number: "12"\n', 1, "not a telephone number"),
        ("languages: [english]\n", 1, "no language 'english'"),
        ("agencies: {off: [tx_iwach]}\n", 1, "did you mean 'tx_iwatch'"),
        ("agencies: {locl: false}\n", 1, "did you mean 'local'"),
        ("nmae: X\n", 1, "did you mean 'name'"),
        ("name: 'X\n", 1, "not YAML"),
        ("- name\n", 1, ""),
        ("serves: Laredo\n", 1, "48479 Webb, TX"),
    ],
)
def test_a_slip_in_the_town_is_refused_with_its_line(
    home: Path, text: str, line: int, said: str
) -> None:
    put(home, "town.yaml", text)
    version, problems = check(of(home).read(), demo=False)
    found = [problem for problem in problems if problem.file == "town.yaml"]
    assert version is None and found and {problem.line for problem in found} <= {line, line + 1}
    assert said in str(found[0])
    checked = hotline_with({"HOTLINE_HOME": str(home)}, "check")
    assert checked.returncode == 1 and f"town.yaml:{found[0].line}:" in checked.stdout


def test_a_broken_town_never_opens_what_it_had_closed(own_line: Line, home: Path) -> None:
    """Else a typing slip would alert every agency that the town had switched off."""
    put(home, "town.yaml", "agencies: {local: false}\n")
    own_line.dep.publish_folders()
    put(home, "town.yaml", "agencies: {local: fals}\n")
    with pytest.raises(Exception, match=r"town\.yaml"):
        own_line.dep.publish_folders()
    desk = Desk(own_line.as_staff("coordinator"), "coordinator")
    page = desk.look("/desk")
    assert "town.yaml" in page and "/desk/files/town.yaml" not in page
    with own_line.dep.database.read() as db:
        agencies = own_line.dep.library.current(db).rules.agencies
    assert agencies["tx_iwatch"].status == "retired"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("Webb County Tip Line", "+19565550100")),
        ({"HOTLINE_NUMBER": "+19565550199"}, ("Webb County Tip Line", "+19565550199")),
        ({"HOTLINE_LINE_NAME": "Other"}, ("Other", "+19565550100")),
    ],
)
def test_name_and_number_come_from_the_town_unless_a_setting_says(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: Mapping[str, str],
    expected: tuple[str, str],
) -> None:
    put(home, "town.yaml", TOWN)
    values = environment_of(tmp_path) | {"HOTLINE_HOME": str(home)}
    for name in ("HOTLINE_DEMO", "HOTLINE_NUMBER"):
        values.pop(name)
    for name, value in (values | given).items():
        monkeypatch.setenv(name, value)
    found = load_settings()
    assert (found.line_name, found.number) == expected


def test_the_demo_uses_no_real_lines_folder(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.local_folder.DEFAULT", home)
    for name, value in environment_of(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert layers_of(load_settings()).home is None
    monkeypatch.delenv("HOTLINE_DEMO")
    assert layers_of(load_settings()).home == home
    monkeypatch.setenv("HOTLINE_HOME", str(home / "gone"))
    with pytest.raises(SettingsError, match="`hotline init` makes it"):
        load_settings()


def test_the_shipped_folders_are_the_programs(home: Path) -> None:
    assert layers_module.SHIPPED_FLOWS == REPOSITORY / "ivr_flows"
    assert of(home).over == ("ivr_flows/", "routing_rules/")
