"""What can be held against an open page: axe-core's serious findings, and a page that is wider than its window."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
ASK = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map((one) => ({
  id: one.id, impact: one.impact,
  where: one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary}`)
}))"""
WIDTHS = "document.documentElement.scrollWidth, document.querySelector('main')?.scrollWidth ?? 0"


def accused(page: Page) -> list[str]:
    """What axe-core holds against the page as it is now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(ASK)
    return [f"{one['id']}: {'; '.join(one['where'])}" for one in found if one["impact"] in SERIOUS]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate(f"Math.max({WIDTHS}) - innerWidth"))
