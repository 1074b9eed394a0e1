"""Style sheets of hosts: two frameworks from their packages, and an intranet as it was in 2004."""

from __future__ import annotations

import subprocess
import tarfile
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

from ..support.needed import absent

INTRANET = """
* { margin: 0; padding: 0 }
body { font: 11px Verdana, sans-serif; line-height: 1.1; color: #333; background: #eef }
h1, h2, h3, h4 { font-size: 12px; color: #900; text-transform: uppercase; letter-spacing: 2px;
  border-bottom: 1px dotted #900; margin: 14px 0 2px; font-style: italic }
p { margin: 0 0 9px; text-indent: 12px; text-align: justify }
a { color: #00c; text-decoration: none; font-weight: bold; border-bottom: 1px dashed }
a:hover { background: yellow } a:visited { color: #609 }
#main a { color: #060; padding: 0 2px }
ul { list-style: square; margin-left: 20px } ol { list-style: upper-roman } li { float: none }
img { border: 2px solid #900; float: left } svg { display: block; width: 40px; fill: red }
table { width: 100%; border-collapse: separate; font-size: 10px } td, th { border: 1px solid #ccc }
form { background: #ddf; border: 1px solid #99c; padding: 9px; margin: 9px }
input, select, textarea, button { font: 10px monospace; border: 2px inset; background: #ffc;
  width: 200px; height: 18px; border-radius: 0; text-transform: uppercase }
label { float: left; width: 120px; text-align: right; font-weight: bold }
fieldset { border: 2px groove } legend { font-size: 10px; color: #900 }
header, footer, nav, section, article, aside, details, summary { background: #f4f4ff;
  border: 1px solid #ccd; display: block; padding: 4px; overflow: hidden }
time, code, pre, small { font-size: 9px; background: #efe } blockquote { margin: 0 0 0 40px;
  color: #999; border-left: 6px double #99c } strong { color: #900 } span { letter-spacing: 1px }
dl, dt, dd { float: left; width: 50% } bdi { font-style: italic }
hr { height: 4px; background: red }
"""


@cache
def bootstrap(version: int = 5) -> str:
    """Return Bootstrap 4 or 5, as Bootstrap-Flask carries it."""
    folder = resources.files("flask_bootstrap") / "static" / f"bootstrap{version}" / "css"
    return (folder / "bootstrap.min.css").read_text("utf-8")


def bootstrap3() -> str:
    """Return Bootstrap 3 from its npm package."""
    return from_npm("bootstrap@3", "package/dist/css/bootstrap.min.css")


def pico() -> str:
    """Return Pico 2 from its npm package."""
    return from_npm("@picocss/pico@2", "package/css/pico.min.css")


@cache
def from_npm(package: str, file: str) -> str:
    """Return a *file* of an npm *package*."""
    with TemporaryDirectory() as folder:
        try:
            packed = subprocess.run(
                ["npm", "pack", package, "--silent"],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
                timeout=120,
            )
        except (OSError, subprocess.SubprocessError):
            absent("browser", f"npm, and its package {package}")
        with tarfile.open(Path(folder) / packed.stdout.strip().splitlines()[-1]) as archive:
            sheet = archive.extractfile(file)
            assert sheet is not None
            return sheet.read().decode()


SHEETS = {
    "bare": lambda: "body { margin: 0 }",
    "bootstrap": bootstrap,
    "pico": pico,
    "intranet": lambda: INTRANET,
}
