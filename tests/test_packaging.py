"""The tree, pyproject.toml and what is built from them tell one story."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import mxsym

ROOT = Path(__file__).resolve().parents[1]
LINKED = ("codegen", "runtime")
APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
"""SHA-256 of https://www.apache.org/licenses/LICENSE-2.0.txt."""


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def module_names() -> dict[str, Path]:
    """Every module of the distribution and its file, as the tree has them."""
    found: dict[str, Path] = {}
    for top, prefix in (("mxsym", ""), *((folder, "mxsym.") for folder in LINKED)):
        for path in sorted((ROOT / top).rglob("*.py")):  # does not walk into links
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[prefix + ".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command; the test fails if the command fails."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_packages_are_the_folders_of_the_tree() -> None:
    config = pyproject()["tool"]["setuptools"]
    folders: dict[str, str] = config["package-dir"]
    listed: dict[str, Path] = {}
    for package in config["packages"]:
        nearest = max((name for name in folders if f"{package}.".startswith(f"{name}.")), key=len)
        listed[package] = ROOT.joinpath(folders[nearest], *package.removeprefix(nearest).split("."))
    assert listed == {name: path.parent for name, path in module_names().items() if path.name == "__init__.py"}


@pytest.mark.parametrize("folder", LINKED)
def test_links_are_relative_and_resolve(folder: str) -> None:
    link = ROOT / "mxsym" / folder
    assert link.is_symlink(), f"{link} is no link: clone where Git makes symbolic links (core.symlinks)"
    assert link.readlink() == Path("..", folder)
    assert link.resolve() == ROOT / folder


def test_licence_is_the_unmodified_apache_2_0() -> None:
    assert pyproject()["project"]["license"] == "Apache-2.0"
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == APACHE_2_0


def test_the_version_is_stated_once() -> None:
    config = pyproject()
    assert "version" not in config["project"]
    assert config["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "mxsym.__version__"}
    stated = [
        ast.literal_eval(node.value)  # a literal, so that a build need not import mxsym
        for node in ast.parse((ROOT / "mxsym" / "__init__.py").read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    ]
    assert stated == [mxsym.__version__]


FOLDERS = ("mxsym", *LINKED, "benchmarks", "docs", "examples", "tests")
TEXTS = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "MANIFEST.in", "Makefile", "README.md", "pyproject.toml")


def build(folder: Path) -> Path:
    """The folder of an sdist and of the wheel built from it, from a copy of the tree: a build writes there."""
    tree, built = folder / "tree", folder / "built"
    unwanted = shutil.ignore_patterns("__pycache__", "_build")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=unwanted)
    for name in (*TEXTS, "reproducible.py"):
        shutil.copyfile(ROOT / name, tree / name)  # of a time of its own
    run(sys.executable, "-m", "build", "--outdir", built, tree, cwd=tree)  # the sdist, and from that the wheel
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("build"))


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


@pytest.mark.packaging
def test_two_builds_have_the_same_bytes(built: Path, tmp_path: Path) -> None:
    again = build(tmp_path)
    digests = [
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in x.iterdir()} for x in (built, again)
    ]
    assert digests[0] == digests[1] and len(digests[0]) == 2


@pytest.mark.packaging
def test_the_source_distribution_has_tests_and_documentation(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    files = [path for name in (*FOLDERS[3:], *LINKED) for path in (ROOT / name).rglob("*") if path.is_file()]
    ours = [path for path in files if not {"__pycache__", "_build"} & {*path.parts}]
    assert {path.relative_to(ROOT).as_posix() for path in ours} | {*TEXTS, "reproducible.py"} <= names


def test_archives_are_those_of_no_time_and_nobody() -> None:
    def archive(names: list[str], time: int, owner: str) -> bytes:
        result = io.BytesIO()
        with tarfile.open(fileobj=result, mode="w:gz") as target:
            for name in names:
                member = tarfile.TarInfo(name)
                member.mtime, member.uname, member.uid, member.size = time, owner, len(owner), len(name)
                target.addfile(member, io.BytesIO(name.encode()))
        return result.getvalue()

    spec = importlib.util.spec_from_file_location("reproducible", ROOT / "reproducible.py")
    assert spec is not None and spec.loader is not None
    backend = importlib.util.module_from_spec(spec)
    pytest.importorskip("setuptools")
    spec.loader.exec_module(backend)
    one, two = archive(["b", "a"], 1_700_000_000, "ann"), archive(["a", "b"], 1_800_000_000, "bob")
    assert one != two and backend.normalized(one, 315532800) == backend.normalized(two, 315532800)
    with tarfile.open(fileobj=io.BytesIO(backend.normalized(one, 315532800))) as source:
        contents = {member.name: source.extractfile(member) for member in source.getmembers()}
        assert {name: file.read() for name, file in contents.items() if file} == {"a": b"a", "b": b"b"}


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a fresh environment that has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    made = folder / "bin" / "python"
    run(made, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", wheel, cwd=folder)
    return made


@pytest.mark.packaging
def test_wheel_holds_the_modules_and_the_licence(wheel: Path) -> None:
    assert wheel.name == f"mxsym-{mxsym.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    inside = (path.relative_to(ROOT).as_posix() for path in module_names().values())
    modules = {path if path.startswith("mxsym/") else f"mxsym/{path}" for path in inside}
    stubs = {path.relative_to(ROOT).as_posix() for path in (ROOT / "mxsym").rglob("*.pyi")}
    data = {"mxsym/py.typed", "mxsym/report/page.html", *stubs}
    assert {name for name in names if ".dist-info/" not in name} == modules | data
    assert f"mxsym-{mxsym.__version__}.dist-info/licenses/LICENSE" in names


IMPORT = """
import importlib, json, sys
names = json.loads(sys.argv[1])
print(json.dumps({name: importlib.import_module(name).__file__ for name in names}))
"""


@pytest.mark.packaging
def test_installed_modules_import_beside_folders_of_the_same_names(python: Path, tmp_path: Path) -> None:
    for folder in LINKED:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text(f"raise ImportError('the wrong {folder}')\n")
    optional = ("__main__", "torch", "optax")  # a program; what needs an extra
    names = [name for name in module_names() if not any(part in optional for part in name.split("."))]
    files: dict[str, str] = json.loads(run(python, "-c", IMPORT, json.dumps(names), cwd=tmp_path))
    assert len(files) == len(names)
    environment = python.parents[1].resolve()
    for name, file in files.items():
        assert Path(file).resolve().is_relative_to(environment), f"{name} came from {file}"


@pytest.mark.packaging
def test_the_command_is_installed(python: Path, tmp_path: Path) -> None:
    assert (python.parent / "mxsym").is_file()
    ask = "from importlib.metadata import entry_points as e; print(*(p.value for p in e(name='mxsym')))"
    assert run(python, "-c", ask, cwd=tmp_path).split() == ["mxsym.__main__:main"]


def test_the_installation_page_says_what_is_tested() -> None:
    project = pyproject()["project"]
    page = (ROOT / "docs" / "installation.rst").read_text(encoding="utf-8")
    for extra in project["optional-dependencies"]:
        if extra.partition("-")[0] not in ("bench", "dev", "docs", "test") and not extra.endswith("-test"):
            assert f"'.[{extra}]'" in page, extra
    named = [text.rpartition(" ")[2] for text in project["classifiers"] if "Python :: 3." in text]
    lines = r"every change, on Python (3\.\d+)\.[^\n]*\n   \* - Python (.+)\n     - Tested before a release"
    tested = re.search(lines, page)
    assert tested is not None and named == [tested[1], *tested[2].split(", ")]
    (llvmlite,) = (text for text in project["dependencies"] if text.startswith("llvmlite"))
    assert re.fullmatch(r"llvmlite>=0\.\d+,<0\.\d+", llvmlite) and "|llvmlite|" in page and "0.45" not in page
