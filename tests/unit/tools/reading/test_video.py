from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tools.errors import DamagedImage, FileTooLarge, UnreadableImage
from tools.reading import read_study, video
from tools.reading.sniffing import kind_of
from tools.reading.video import read_video

KINDS = {"a.mp4": "mp4v", "a.avi": "MJPG", "a.mkv": "mp4v"}


def filmed(path: Path, count: int = 30, colour: tuple[int, int, int] | None = None) -> bytes:
    """Ten frames a second, each brighter than the last."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*KINDS[path.name]), 10, (64, 48))
    assert writer.isOpened()
    for index in range(count):
        frame: NDArray[Any] = np.full((48, 64, 3), 8 * index, np.uint8)
        if colour is not None:
            frame[:] = colour[::-1]
        writer.write(frame)
    writer.release()
    return path.read_bytes()


@pytest.mark.parametrize("name", KINDS)
def test_frames_and_their_times(name: str, tmp_path: Path) -> None:
    data = filmed(tmp_path / name)
    assert kind_of(data[:352]) == "video"
    instance = read_video(data)
    assert len(instance.frames) == 30
    assert instance.times == pytest.approx([one / 10 for one in range(30)], abs=1e-3)
    for index, frame in enumerate(instance.frames):
        assert frame.pixels.shape == (48, 64)
        assert abs(float(frame.pixels.mean()) - 8 * index) < 6
    assert "1.50 s after the start" in instance.frames[15].notes[1]


def test_colours_are_in_order(tmp_path: Path) -> None:
    frame = read_video(filmed(tmp_path / "a.avi", 3, (200, 30, 60))).frames[0]
    assert np.abs(frame.pixels.reshape(-1, 3).mean(axis=0) - (200, 30, 60)).max() < 8


def test_long_videos_are_sampled_evenly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = filmed(tmp_path / "a.mp4")
    monkeypatch.setattr(video, "_MOST_KEPT", 8)
    instance = read_video(data)
    assert instance.times == pytest.approx([0.4 * one for one in range(8)], abs=1e-3)
    assert "One of 4 frames was kept, 8 of 30" in instance.frames[0].notes[0]
    monkeypatch.setattr(video, "_MOST_FRAMES", 20)
    with pytest.raises(FileTooLarge, match="at most 20"):
        read_video(data)


def test_a_video_is_a_study_also_in_a_child(tmp_path: Path) -> None:
    filmed(tmp_path / "a.mp4", 5)
    study = read_study(tmp_path / "a.mp4")
    assert len(study.images) == 5
    assert len(study.series[0].instances[0].times) == 5


@pytest.mark.parametrize("name", ["a.mp4", "a.avi"])
def test_damaged_videos_are_refused_or_shorter(name: str, tmp_path: Path) -> None:
    data = filmed(tmp_path / name)
    rng = np.random.default_rng(0)
    for length in (12, 100, len(data) // 2):
        try:
            assert len(read_video(data[:length]).frames) < 30
        except UnreadableImage as error:
            assert "video" in str(error)
    for _ in range(20):
        spoilt = bytearray(data)
        for place in rng.integers(0, len(data), 8):
            spoilt[place] = rng.integers(0, 256)
        try:
            assert len(read_video(bytes(spoilt)).frames) <= 60
        except UnreadableImage:
            continue


def test_what_only_looks_like_a_video_is_refused() -> None:
    for data in (b"\0\0\0\x1cftypisom" + bytes(200), b"\x1a\x45\xdf\xa3" + bytes(200)):
        with pytest.raises(DamagedImage, match="video is broken"):
            read_video(data)
