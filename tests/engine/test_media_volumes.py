"""Drives by what they are known again by: Linux's tables as udev and the kernel write them, and a real file system mounted twice."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.media.volumes import LinuxVolumes, Volume, answers

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the tables of Linux")


@pytest.fixture
def linux(tmp_path):
    """A computer with a disk, a drive whose label holds a space, a share, and a mount that shows a part of the drive."""
    disks, devices = tmp_path / "disk", tmp_path / "dev"
    for folder in (disks / "by-uuid", disks / "by-label", devices):
        folder.mkdir(parents=True)
    for name in ("sda1", "sdb1"):
        (devices / name).touch()
    (disks / "by-uuid" / "1111-aaaa").symlink_to(devices / "sda1")
    (disks / "by-uuid" / "E8D4-1C2F").symlink_to("../../dev/sdb1")
    (disks / "by-label" / "LACIE\\x2002").symlink_to(devices / "sdb1")
    lines = [
        f"27 1 8:1 / / rw - ext4 {devices}/sda1 rw",
        "22 27 0:21 / /proc rw - proc proc rw",
        f"40 27 8:17 / /media/user/LACIE\\04002 rw,nosuid - vfat {devices}/sdb1 rw",
        "41 27 0:50 / /mnt/films rw - nfs4 server:/export/films rw,addr=10.0.0.1",
        f"42 27 8:17 /Archive /srv/archive rw - vfat {devices}/sdb1 rw",
        "43 27 0:60 / /run/user/1000/doc rw - fuse.portal portal rw",
        "nonsense",
    ]
    (tmp_path / "mountinfo").write_text("\n".join(lines) + "\n")
    return LinuxVolumes(tmp_path / "mountinfo", disks)


def test_a_drive_is_known_by_its_uuid_and_named_by_its_label(linux):
    drive = linux.of(Path("/media/user/LACIE 02/Archive/a.mp4"))
    assert drive == Volume("uuid:E8D4-1C2F", "LACIE 02", "removable", Path("/media/user/LACIE 02"))
    assert linux.of(Path("/home/someone/Videos")).identity == "uuid:1111-aaaa"


def test_a_share_is_known_by_its_server_and_export(linux):
    share = linux.of(Path("/mnt/films/x"))
    assert (share.identity, share.label, share.kind) == ("share:server:/export/films", "films", "network")


def test_the_same_place_on_a_drive_is_found_through_another_mount(linux):
    direct, part = linux.of(Path("/media/user/LACIE 02/Archive")), linux.of(Path("/srv/archive"))
    assert direct.identity == part.identity
    inside = direct.inside(Path("/media/user/LACIE 02/Archive/trip"))
    assert part.path_of(inside) == Path("/srv/archive/trip")
    assert part.inside(Path("/srv/archive/trip")) == inside
    assert part.path_of(Path("/Other")) is None


def test_what_cannot_be_known_again_has_no_identity(linux):
    assert linux.of(Path("/proc/self")) is None
    assert linux.of(Path("/run/user/1000/doc/x")) is None
    assert {volume.identity for volume in linux.mounted()} == {
        "uuid:1111-aaaa",
        "uuid:E8D4-1C2F",
        "share:server:/export/films",
    }


def test_without_a_table_nothing_is_known_and_nothing_breaks(tmp_path):
    none = LinuxVolumes(tmp_path / "nothing", tmp_path / "nothing")
    assert (none.mounted(), none.of(tmp_path)) == ([], None)


def test_this_computer_knows_the_folder_of_this_test(tmp_path):
    volume = LinuxVolumes().of(tmp_path)
    inside = volume.inside(tmp_path.resolve()) if volume else None
    assert volume is None or (inside is not None and volume.path_of(inside) == tmp_path.resolve())


def test_a_folder_answers_when_it_can_be_listed(tmp_path):
    (tmp_path / "file").touch()
    assert answers(tmp_path)
    assert not answers(tmp_path / "file")
    assert not answers(tmp_path / "nothing")


REAL = """
import os, shutil, subprocess, sys
from pathlib import Path
from engine.engine import Engine
from engine.errors import MediaError
from engine.messages import CheckPlaces, IndexFolder
from tests.clips import make_clip
from tests.fakes import load_fake, run_steps

scratch = Path(sys.argv[1])
first, second = scratch / "first", scratch / "second"
for mount in (first, second):
    mount.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "drive", first], check=True)
(first / "Archive").mkdir()
make_clip(first / "Archive" / "a.mp4", 1, 4, (64, 64), scenes=["red"])
engine = Engine(scratch / "library", "colours", load=load_fake)
run_steps(engine.load_model())
run_steps(engine.index_folder(IndexFolder(1, str(first / "Archive"))))
work = engine.model().backbone.frames
subprocess.run(["mount", "--bind", first, second], check=True)
subprocess.run(["umount", "-l", first], check=True)
run_steps(engine.places.check(CheckPlaces(-1), lambda request: None))
state = engine.library_state().folders[0]
print("moved", state.path == str(second / "Archive"), state.state)
subprocess.run(["umount", "-l", second], check=True)
run_steps(engine.places.check(CheckPlaces(-2), lambda request: None))
state = engine.library_state().folders[0]
print("away", state.state, state.missing, engine.library_state().indexed, engine.model().backbone.frames == work)
engine.close()
"""


@pytest.mark.goal("S6")
def test_a_real_file_system_that_is_mounted_elsewhere_and_then_nowhere(tmp_path, tried):
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount anything in a name space of its own")
    tried("S6", 2)
    command = ["unshare", "-rm", sys.executable, "-c", REAL, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["moved True indexed", "away missing 0 1 True"]
