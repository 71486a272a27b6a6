"""``luoshi read --out``: a folder into one file of lines; stopped at any moment, it goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time

import pytest

from luoshi.cli.crew import Crew, Job
from tests.cli.conftest import COMMAND, surroundings

MINUTES = """清河县专题会议纪要
2024年5月6日，副县长丁一主持召开专题会议。会议议定：
一、由县水利局牵头，县财政局配合，6月底前完成清水河治理工程招标。
清河县人民政府办公室　　　2024年5月{day}日印发
"""


@pytest.fixture
def folder(tmp_path):
    papers = tmp_path / "文件"
    (papers / "二月").mkdir(parents=True)
    for day in (7, 8):
        (papers / f"纪要{day}.txt").write_text(MINUTES.format(day=day), "utf-8")
    (papers / "二月" / "纪要9.txt").write_text(MINUTES.format(day=9), "gb18030")
    (papers / "~$纪要.docx").write_bytes(b"owner")
    (papers / ".hidden.txt").write_text("县水利局", "utf-8")
    return papers


def lines_of(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_file_of_a_folder_becomes_a_line_in_the_order_of_the_paths(luoshi, folder, tmp_path):
    out = tmp_path / "readings.jsonl"
    done = luoshi("read", "--jobs", 2, folder, "--out", out)

    assert done.returncode == 0, done.stderr
    assert "读了 3 份" in done.stderr
    lines = lines_of(out)
    assert [os.path.relpath(one["path"], folder) for one in lines] == [
        "二月/纪要9.txt", "纪要7.txt", "纪要8.txt",
    ]  # fmt: skip
    assert [one["reading"]["document"]["date"] for one in lines] == [
        "2024-05-09", "2024-05-07", "2024-05-08",
    ]  # fmt: skip
    assert all(len(one["sha256"]) == 64 for one in lines)


def test_one_bad_file_costs_its_own_line_and_is_tried_again(luoshi, folder, tmp_path):
    out = tmp_path / "readings.jsonl"
    bad = folder / "坏.txt"
    bad.write_bytes(b"")
    done = luoshi("read", folder, tmp_path / "没有.txt", "--out", out)

    assert done.returncode == 2
    assert "2 份没有读成" in done.stderr
    errors = {
        os.path.basename(one["path"]): one["error"] for one in lines_of(out) if "error" in one
    }
    assert set(errors) == {"坏.txt", "没有.txt"}
    assert "没有找到这个文件" in errors["没有.txt"]
    assert len([one for one in lines_of(out) if "reading" in one]) == 3

    before = out.read_bytes()
    assert luoshi("read", folder, tmp_path / "没有.txt", "--out", out).returncode == 2
    assert out.read_bytes() == before  # the same errors are not written twice

    bad.write_text(MINUTES.format(day=3), "utf-8")
    (tmp_path / "没有.txt").write_text(MINUTES.format(day=4), "utf-8")
    assert luoshi("read", folder, tmp_path / "没有.txt", "--out", out).returncode == 0
    assert len([one for one in lines_of(out) if "reading" in one]) == 5


def test_what_should_be_known_of_a_file_stands_in_its_line(luoshi, folder, tmp_path):
    (folder / "断.txt").write_bytes(MINUTES.format(day=6).encode()[:-2])
    out = tmp_path / "readings.jsonl"
    luoshi("read", folder, "--out", out)

    noted = {os.path.basename(one["path"]): one.get("notes") for one in lines_of(out)}
    assert noted.pop("断.txt") == ["有1处字符无法辨认，请对照原件核对。"]
    assert set(noted.values()) == {None}


def test_a_second_run_reads_only_what_is_new_or_changed(luoshi, folder, tmp_path):
    out = tmp_path / "readings.jsonl"
    luoshi("read", folder, "--out", out)
    (folder / "纪要7.txt").write_text(MINUTES.format(day=17), "utf-8")
    (folder / "纪要6.txt").write_text(MINUTES.format(day=6), "utf-8")

    done = luoshi("read", folder, "--out", out)

    assert "读了 2 份，跳过已读的 2 份" in done.stderr
    assert [one["reading"]["document"]["date"] for one in lines_of(out)[3:]] == [
        "2024-05-06", "2024-05-17",
    ]  # fmt: skip


@pytest.mark.parametrize("torn", [b'{"path": "x', b'{"path": "x", "sha256": null, "error": "y"}'])
def test_a_torn_last_line_is_mended(luoshi, folder, tmp_path, torn):
    out = tmp_path / "readings.jsonl"
    luoshi("read", folder, "--out", out)
    whole = out.read_bytes()
    out.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1] + torn)

    assert luoshi("read", folder, "--out", out).returncode == 0
    assert out.read_bytes() == whole


def test_a_file_that_holds_something_else_is_left_alone(luoshi, folder, tmp_path):
    for content in ("一份报告\n", "没有换行的报告", '{"name": 1}\n'):
        out = tmp_path / "报告.txt"
        out.write_text(content, "utf-8")
        done = luoshi("read", folder, "--out", out)

        assert done.returncode == 2
        assert "不是读取结果" in done.stderr
        assert out.read_text("utf-8") == content


def test_the_file_of_lines_may_lie_in_the_folder_that_is_read(luoshi, folder):
    out = folder / "readings.jsonl"
    luoshi("read", folder, "--out", out)
    luoshi("read", folder, "--out", out)

    assert len(lines_of(out)) == 3


MANY, LONG = 60, 20  # lines keep the order of the files: none comes after the long one for a while


def many(folder, count: int = MANY):
    folder.mkdir()
    for number in range(count):
        times = 1500 if number == LONG else 12
        text = MINUTES.format(day=1 + number % 28) * times + f"编号{number}"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    return folder


def begun(folder, out, tmp_path) -> subprocess.Popen:
    return subprocess.Popen(
        [*COMMAND, "read", "--jobs", "2", str(folder), "--out", str(out)],
        env=surroundings(tmp_path),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=as_in_a_terminal,
    )


def as_in_a_terminal() -> None:
    """Whoever runs these stories in the background hands an ignored interrupt down to each process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_for_lines(out, process, count: int) -> None:
    for _ in range(600):
        if process.poll() is not None or (out.exists() and out.read_bytes().count(b"\n") >= count):
            return
        time.sleep(0.02)
    raise AssertionError("nothing was written")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_in_the_middle_it_goes_on_and_nothing_is_lost_or_twice(luoshi, tmp_path, how):
    folder, out = many(tmp_path / "many"), tmp_path / "readings.jsonl"
    process = begun(folder, out, tmp_path)
    wait_for_lines(out, process, 5)
    if how == signal.SIGKILL:
        process.kill()
    else:
        os.killpg(process.pid, how)  # as a terminal does
    _, told = process.communicate(timeout=20)
    stopped_at = out.read_bytes().count(b"\n")
    assert 5 <= stopped_at < MANY
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert "接着读" in told.decode()
        assert "Traceback" not in told.decode()

    done = luoshi("read", "--jobs", 2, folder, "--out", out)

    assert done.returncode == 0, done.stderr
    names = [os.path.basename(one["path"]) for one in lines_of(out)]
    assert names == [f"{number:03}.txt" for number in range(MANY)]


def test_two_runs_do_not_write_one_file_at_once(luoshi, tmp_path):
    folder, out = many(tmp_path / "many"), tmp_path / "readings.jsonl"
    process = begun(folder, out, tmp_path)
    wait_for_lines(out, process, 1)
    second = luoshi("read", folder, "--out", out)
    process.kill()
    process.communicate()

    assert second.returncode == 2
    assert "另一个读取正在写" in second.stderr


def test_a_process_that_dies_or_never_ends_costs_one_file(tmp_path):
    files = []
    for name in ("一.txt", "二.txt", "三.txt"):
        (tmp_path / name).write_text(MINUTES.format(day=2), "utf-8")
        files.append(str(tmp_path / name))
    pipe = tmp_path / "管道.txt"
    os.mkfifo(pipe)  # opening it waits for somebody who writes

    with Crew(1, spans=False, patience=4) as crew:
        done = list(crew.work(map(Job, [files[0], str(pipe), *files[1:]])))

    assert [bool(job.reading) for job in done] == [True, False, True, True]
    assert "用时过长" in done[1].error

    with Crew(1, spans=False) as crew:
        work = crew.work(map(Job, files))
        next(work)
        crew.hands[0].process.kill()
        rest = list(work)

    assert [job.path for job in rest] == files[1:]
    assert sum(job.reading is None for job in rest) <= 1


def test_memory_does_not_grow_with_the_number_of_files():
    asked = []

    def endless():
        for number in range(10_000):
            asked.append(number)
            yield Job(f"/nowhere/{number}")

    with Crew(2, spans=False) as crew:
        work = crew.work(endless())
        for _ in range(20):
            next(work)
        work.close()

    assert len(asked) < 20 + 2 * 4 + 2


def test_what_does_not_go_together_is_told(luoshi, folder):
    assert "--out" in luoshi("read", "--jobs", 2, folder).stderr
    assert "--out" in luoshi("read", folder).stderr
    assert luoshi("read", "--jobs", 0, folder, "--out", "x").returncode == 2
