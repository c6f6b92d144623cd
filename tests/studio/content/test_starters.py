"""The starters that ship: each is a template, has a sample, and nothing to mend once a brand is there."""

import pytest

from loopline.decisions.checks.findings import CheckContext
from loopline.decisions.documents.check import check_document
from loopline.delivery.content.compose import compose_template
from loopline.delivery.content.desk import ContentMaker
from loopline.delivery.email.text import text_of_html
from loopline.delivery.rehearsal import composition_faults
from loopline.delivery.rendering.verdict import TemplateError
from loopline.model.content.documents import Brand
from loopline.model.content.library import ContentLibrary
from loopline.model.errors import Missing
from loopline.model.message import Rendered
from loopline.model.nodes.message import Content
from loopline.providers.templating.template_engine import TemplateEngine
from loopline.studio.content.starters import STARTERS, sample_of, starter, starter_list, starter_text

BRAND = Brand(name="Acme", url="https://acme.test", logo="https://acme.test/logo.png", address="1 Market Street")
LIBRARY = ContentLibrary().with_document(BRAND, 1)


@pytest.fixture(scope="module")
def engine() -> TemplateEngine:
    return TemplateEngine()


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_has_nothing_to_mend_and_prints_its_sample(name: str, engine: TemplateEngine) -> None:
    def faults(content: Content) -> tuple[TemplateError, ...]:
        return (*engine.check(content), *composition_faults(content))

    template = starter(name)
    context = CheckContext(template_faults=faults, library=LIBRARY, contents=ContentMaker(faults))
    assert check_document(template, context) == ()
    content = compose_template(template, {}, LIBRARY).content
    (shown,) = engine.render(content, [{**sample_of(name), "unsubscribe_url": "https://acme.test/leave"}])
    assert isinstance(shown, Rendered), shown
    assert "{{" not in shown.html + shown.subject and len(shown.html.encode()) < 25_000
    assert ("https://acme.test/leave" in shown.html) is not template.transactional
    words = text_of_html(shown.html)
    assert "1 Market Street" in words and shown.preheader not in words


def test_starters_are_listed_and_an_unknown_one_is_told() -> None:
    assert tuple(one.id for one in starter_list().starters) == STARTERS
    assert all(one.name and one.description for one in starter_list().starters)
    with pytest.raises(Missing):
        starter_text("../welcome")
