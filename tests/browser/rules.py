"""The rules for a page: axe's, and measures that axe does not take."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STYLES = """() => [...document.querySelectorAll("body, body *")]
  .filter(node => !node.closest(".fx-root") && !["SCRIPT", "LINK", "META"].includes(node.tagName))
  .map(node => { const style = getComputedStyle(node); return node.tagName + [...style]
    .filter(name => !/^(height|block-size|perspective-origin|transform-origin)$/.test(name))
    .map(name => name + style.getPropertyValue(name)).join() })"""
"""Every computed style outside of the forum, to be the same with it and without."""
SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const found = [...document.querySelectorAll("body *")].filter(node => {
    const box = node.getBoundingClientRect();
    return box.width && (box.right > wide + 1 || box.left < -1);
  });
  return ["scrolls sideways", ...found.slice(0, 4).map(n => n.outerHTML.slice(0, 120))];
}"""
SMALL_TEXT = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
    const size = parseFloat(getComputedStyle(node).fontSize);
    if (size < 14) found.push(`${size}px: ${node.outerHTML.slice(0, 100)}`);
  }
  return found;
}"""
TIMES = """words => [...document.querySelectorAll("time")].map((node, n) => {
  const was = node.textContent;
  if (words) node.textContent = words[n];
  return was;
})"""
"""The words of all times on the page; with a list, they are replaced by its items."""
SMALL_TARGETS = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  // what the keyboard passes over stands in the post's menu again, at full size
  const boxes = [...document.querySelectorAll(wanted)]
    .filter(n => n.getClientRects().length && n.tabIndex >= 0);
  const inline = n => getComputedStyle(n).display === "inline"
    && [...n.parentElement.childNodes].some(c => c.nodeType === 3 && c.data.trim());
  const labelled = n => n.matches("input[type=checkbox], input[type=radio]") && n.closest("label");
  const menu = n => n.closest(".fx-menu > div"); // an open one lies over what is below it
  return boxes.filter(node => {
    const box = (labelled(node) || node).getBoundingClientRect();
    if (box.width >= 24 && box.height >= 24) return false;
    if (box.width <= 1 || box.height <= 1 || inline(node)) return false;
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    return boxes.some(other => {   // the spacing exception of WCAG 2.5.8
      if (other === node || other.contains(node) || node.contains(other)) return false;
      if (menu(other) !== menu(node)) return false;
      const o = other.getBoundingClientRect();
      const dx = Math.max(o.left - middle[0], 0, middle[0] - o.right);
      const dy = Math.max(o.top - middle[1], 0, middle[1] - o.bottom);
      return o.width > 1 && Math.hypot(dx, dy) < 12;
    });
  }).map(node => node.outerHTML.slice(0, 120));
}"""


@cache
def axe() -> str:
    """Return the script of axe-core that the package carries."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def faults(page: Any, *, rules: list[str] | None = None) -> list[str]:
    """Return what axe finds wrong on *page*, by all rules or by some."""
    if not page.evaluate("'axe' in window"):  # it is half a megabyte
        page.evaluate(axe())
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{fault['id']}: {node['target']} {node['html'][:120]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def too_wide(page: Any) -> list[str]:
    """Return what makes *page* scroll sideways."""
    return list(page.evaluate(SIDEWAYS))


def small_text(page: Any) -> list[str]:
    """Return text of less than 14 px."""
    return list(page.evaluate(SMALL_TEXT))


def small_targets(page: Any) -> list[str]:
    """Return targets less than 24 px wide or high that have another one too near (WCAG 2.5.8).

    Whatever the clock says: what stands beside a time moves with the width of its words.
    """
    found = list(page.evaluate(SMALL_TARGETS))
    kept = page.evaluate(TIMES)
    for words in ("just now", "59 minutes ago", "30 September 2026"):
        page.evaluate(TIMES, [words] * len(kept))
        found += page.evaluate(SMALL_TARGETS)
    page.evaluate(TIMES, kept)
    return list(dict.fromkeys(found))
