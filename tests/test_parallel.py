"""Running tasks: order, executors, stores of finished work, interruptions."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from exactrelu.errors import FormatError, WorkerError
from exactrelu.parallel import Store, Task, in_process, on_executor, process_pool, run_tasks


def square(n):
    return n * n


def fail_on_three(n):
    if n == 3:
        raise ArithmeticError("three")
    return n


def tasks(*numbers, fingerprint="f"):
    return [Task(f"task {n}", fingerprint, (n,)) for n in numbers]


BACKENDS = {
    "in this process": in_process,
    "one job": process_pool(1),
    "two processes": process_pool(2),
}


@pytest.mark.parametrize("backend", BACKENDS)
def test_results_come_in_the_order_of_the_tasks(backend):
    assert run_tasks(square, tasks(5, 1, 3), on=BACKENDS[backend]) == (25, 1, 9)


def test_any_executor_will_do():
    with ThreadPoolExecutor(3) as executor:
        assert run_tasks(square, tasks(2, 3), on=on_executor(executor)) == (4, 9)
        assert executor.submit(square, 4).result() == 16


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_task_gives_no_result(backend):
    assert run_tasks(square, [], on=BACKENDS[backend]) == ()


def test_finished_tasks_are_not_run_again():
    assert run_tasks(square, tasks(2, 3), on=in_process, finished={"task 2": "kept"}) == ("kept", 9)


def test_a_store_returns_what_it_saved(tmp_path):
    store = Store(tmp_path / "new" / "folder")
    assert store.finished(tasks(2)) == {}
    run_tasks(square, tasks(2, 3), on=in_process, store=store)
    assert store.finished(tasks(2, 3, 4)) == {"task 2": 4, "task 3": 9}


def test_a_changed_fingerprint_ages_a_result(tmp_path):
    store = Store(tmp_path)
    run_tasks(square, tasks(2), on=in_process, store=store)
    assert store.finished(tasks(2, fingerprint="other")) == {}


@pytest.mark.parametrize("rubbish", ["", "[]", '{"key":"task 2"', "{}", '"\\ud800"'])
def test_a_damaged_file_counts_as_not_finished(tmp_path, rubbish):
    store = Store(tmp_path)
    run_tasks(square, tasks(2), on=in_process, store=store)
    (path,) = tmp_path.iterdir()
    path.write_text(rubbish)
    assert store.finished(tasks(2)) == {}


def test_keys_that_look_alike_as_file_names_are_kept_apart(tmp_path):
    store = Store(tmp_path)
    for key in ("a/b", "a:b", "a b"):
        store.save(Task(key, "", ()), key)
    assert store.finished([Task(key, "", ()) for key in ("a/b", "a:b", "a b")]) == {
        "a/b": "a/b",
        "a:b": "a:b",
        "a b": "a b",
    }


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_error_keeps_what_was_finished_before(tmp_path, backend):
    store = Store(tmp_path)
    with pytest.raises(ArithmeticError, match="three"):
        run_tasks(fail_on_three, tasks(1, 2, 3), on=BACKENDS[backend], store=store)
    if backend != "two processes":
        assert store.finished(tasks(1, 2, 3)) == {"task 1": 1, "task 2": 2}


def test_an_unwritable_store_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises((FormatError, OSError)):
        Store(tmp_path / "file").save(Task("a", "", ()), 1)


def test_progress_is_silent_when_stderr_is_no_terminal(capsys):
    run_tasks(square, tasks(1, 2), on=in_process, title="squares")
    assert capsys.readouterr() == ("", "")


SLOW = """
import os, sys, time
from pathlib import Path
from exactrelu.parallel import Store, Task, process_pool, run_tasks

def slow(n):
    Path(sys.argv[1], f"worker-{os.getpid()}").touch()
    time.sleep(0 if n < 2 else 60)
    return n

if __name__ == "__main__":
    tasks = [Task(str(n), "", (n,)) for n in range(4)]
    run_tasks(slow, tasks, on=process_pool(int(sys.argv[2])), store=Store(Path(sys.argv[1], "s")))
"""


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


def eventually(condition):
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_finished_work_outlives_a_kill_and_no_worker_does(tmp_path, jobs, number):
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    process = subprocess.Popen(
        [sys.executable, script, tmp_path, str(jobs)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    store = Store(tmp_path / "s")
    all_tasks = [Task(str(n), "", (n,)) for n in range(4)]
    assert eventually(lambda: len(store.finished(all_tasks)) == 2)
    process.send_signal(number)
    process.wait(timeout=30)
    assert store.finished(all_tasks) == {"0": 0, "1": 1}
    workers = [int(path.name.split("-")[1]) for path in tmp_path.glob("worker-*")]
    assert eventually(lambda: not any(alive(pid) for pid in workers))


def die_on_two(n):
    if n == 2:
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGKILL)
    return n


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_is_killed_is_one_line_and_finished_work_is_kept(tmp_path):
    store = Store(tmp_path / "s")
    with pytest.raises(WorkerError) as caught:
        run_tasks(die_on_two, tasks(1, 2), on=process_pool(2), store=store)
    assert str(caught.value) == (
        "worker processes must not end before their tasks, but one was killed, perhaps for lack of "
        f"memory; 1 of 2 tasks are finished and kept in {tmp_path / 's'}"
    )
    assert store.finished(tasks(1, 2)) == {"task 1": 1}
