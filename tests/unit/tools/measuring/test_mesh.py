"""Surfaces of masks against bodies that are known exactly."""

import numpy as np
import pytest

from tools import BadArguments
from tools.measuring.mesh import CORNERS, FACES, _triangles, mesh_of


def ball(radius: float, spacing: tuple[float, float, float] = (1, 1, 1)) -> np.ndarray:
    axes = [np.arange(-int(radius / side) - 2, int(radius / side) + 3) * side for side in spacing]
    z, y, x = np.meshgrid(*axes, indexing="ij")
    return np.asarray(z**2 + y**2 + x**2 <= radius**2)


def test_one_voxel_is_an_octahedron() -> None:
    mesh = mesh_of(np.ones((1, 1, 1), np.bool_), (2, 1, 1))
    # Corners at half a voxel along each axis: volume 4/3 · 1 · 0.5 · 0.5.
    assert mesh.volume == pytest.approx(4 / 3 * 1 * 0.5 * 0.5)
    assert len(mesh.vertices) == 6
    assert len(mesh.triangles) == 8
    assert mesh.area == pytest.approx(8 * np.linalg.norm(np.cross((1, -0.5, 0), (1, 0, -0.5))) / 2)


def test_a_block_has_its_faces_and_cut_edges() -> None:
    mesh = mesh_of(np.ones((10, 20, 30), np.bool_), (1, 1, 1))
    # Each of the 12 edges loses a prism of legs 1/2, and the corners a little more.
    assert mesh.volume == pytest.approx(6000 - 4 * (10 + 20 + 30) / 8, abs=2)
    assert 0.95 * 2 * (200 + 300 + 600) < mesh.area < 2 * (200 + 300 + 600)


@pytest.mark.parametrize("spacing", [(1, 1, 1), (2, 1, 1), (1.5, 0.5, 0.75)])
def test_volume_of_a_ball_and_its_closed_surface(spacing: tuple[float, float, float]) -> None:
    mesh = mesh_of(ball(18, spacing), spacing)
    assert mesh.volume == pytest.approx(4 / 3 * np.pi * 18**3, rel=0.01)
    # A surface of small steps is larger than the smooth one, by a seventh at most here.
    assert 1 < mesh.area / (4 * np.pi * 18**2) < 1.16
    edges = mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    forth = {(int(first), int(second)) for first, second in edges}
    assert len(forth) == len(edges), "each side of a triangle is passed once in each direction"
    assert all((second, first) in forth for first, second in forth)
    first, second, third = (mesh.vertices[mesh.triangles[:, column]] for column in range(3))
    assert np.einsum("ij,ij->", first, np.cross(second, third)) > 0


def test_faces_pass_every_edge_in_both_directions() -> None:
    passed = {(face[index - 1], face[index]) for face in FACES for index in range(4)}
    assert len(passed) == 24
    assert passed == {(second, first) for first, second in passed}
    for first, second in passed:
        assert np.abs(CORNERS[first] - CORNERS[second]).sum() == 1


def test_a_noisy_mask_has_no_holes() -> None:
    mask = np.random.default_rng(5).random((9, 10, 11)) < 0.5
    mesh = mesh_of(mask, (1, 1, 1))
    edges = mesh.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    balance: dict[tuple[int, int], int] = {}
    for first, second in edges:
        key, sign = ((int(first), int(second)), 1) if first < second else ((int(second), int(first)), -1)
        balance[key] = balance.get(key, 0) + sign
    assert not any(balance.values())


def test_all_kinds_of_cubes_have_triangles_but_the_empty_and_the_full() -> None:
    counts = [len(_triangles(kind, (1.0, 1.0, 1.0))) for kind in range(256)]
    assert counts[0] == counts[255] == 0
    assert all(1 <= count <= 5 for count in counts[1:255])


def test_empty_flat_and_huge_masks_are_refused() -> None:
    for mask in (np.zeros((3, 3, 3), np.bool_), np.ones((3, 3), np.bool_)):
        with pytest.raises(BadArguments, match="mask"):
            mesh_of(mask, (1, 1, 1))
    corners = np.zeros((300, 300, 300), np.bool_)
    corners[0, 0, 0] = corners[-1, -1, -1] = True
    with pytest.raises(BadArguments, match="too large"):
        mesh_of(corners, (1, 1, 1))
