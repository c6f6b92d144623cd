"""Tags of a template survive parsers of HTML, whatever stands in them."""

import css_inline
from hypothesis import given
from hypothesis import strategies as st

from loopline.delivery.content.mjml import inline_html
from loopline.delivery.content.mustache import Bound, Hidden, bind, decided, given_params, names_in

INLINER = css_inline.CSSInliner(keep_at_rules=True)


def through(source: str) -> str:
    hidden = Hidden(source)
    return hidden.shown(INLINER.inline(hidden.text))


def test_rows_stay_in_their_loop_and_the_body_of_the_table_around_it() -> None:
    made = through("<table>{{#each items}}<tr><td>{{name}}</td></tr>{{/each}}</table>")
    assert "<table><tbody>{{#each items}}<tr><td>{{name}}</td></tr>{{/each}}</tbody></table>" in made


def test_a_table_with_a_body_of_its_own_keeps_it() -> None:
    made = through("<table>{{#if a}}<tbody><tr><td>1</td></tr></tbody>{{/if}}</table>")
    assert "{{#if a}}<tbody>" in made and "</tbody>{{/if}}" in made


def test_quotes_in_an_attribute_are_not_escaped() -> None:
    made = through('<a href=\'https://x.test/{{fallback a "b"}}\'>{{fallback c "d & e"}}</a>')
    assert 'href="https://x.test/{{fallback a "b"}}"' in made and '{{fallback c "d & e"}}' in made


def test_comments_of_the_author_do_not_leave() -> None:
    assert "secret" not in through("<p>{{!-- secret --}}{{! secret }}Hi</p>")


@given(st.lists(st.sampled_from(["{{a}}", "{{#if b}}", "{{else}}", "{{/if}}", "{{{c}}}", "llq0q", " x ", "<b>y</b>"])))
def test_every_tag_comes_back_in_its_order(pieces: list[str]) -> None:
    source = "<p>" + "".join(pieces) + "</p>"
    hidden = Hidden(source)
    assert hidden.shown(hidden.text) == source


def test_a_name_stands_for_words_or_for_a_path() -> None:
    values = {"label": Bound('Go & "see"'), "url": Bound("entry.link", is_path=True)}
    assert bind("{{label}} {{{label}}}", values, markup=True) == 'Go &amp; &quot;see&quot; Go & "see"'
    assert bind("{{url}} {{#if url}}{{/if}}", values, markup=True) == "{{entry.link}} {{#if entry.link}}{{/if}}"
    assert bind('{{#if label}}{{other "label"}}{{/if}}', values, markup=True) == (
        '{{#if "Go & \\"see\\""}}{{other "label"}}{{/if}}'
    )
    assert given_params(' label="Go on" url=entry.link') == {
        "label": Bound("Go on"),
        "url": Bound("entry.link", is_path=True),
    }


def test_questions_about_words_are_answered_at_once() -> None:
    assert decided('{{#if "x"}}A{{else}}B{{/if}}{{#if ""}}C{{else}}D{{/if}}{{#if ""}}E{{/if}}') == "AD"
    assert decided("{{#if name}}A{{/if}}") == "{{#if name}}A{{/if}}"
    assert names_in("{{brand.a}} {{#if brand.b}}{{/if}} brand.c", "brand.") == ("brand.a", "brand.b")


def test_tags_of_liquid_stay_where_they_stand_and_are_bound_as_others() -> None:
    rows = "<table>{% for i in items %}<tr><td>{{ i }}</td></tr>{% endfor %}</table>"
    assert "<tbody>{% for i in items %}<tr>" in inline_html(f"<style>b{{color:red}}</style>{rows}")
    values = {"brand.logo": Bound(""), "brand.name": Bound('The "A"')}
    assert bind("{% if brand.logo %}x{% endif %}", values, markup=True) == "{% if nil %}x{% endif %}"
    assert bind("{{ brand.name | upcase }}", values, markup=False) == "{{ 'The \"A\"' | upcase }}"


def test_a_source_of_nothing_but_beginnings_is_read_in_one_pass() -> None:
    for opened in ("{{", "{% a ", "{{!--", "<!--", "{{{a"):  # each by each it would take minutes
        source = opened * (200_000 // len(opened))
        assert Hidden(source).text == source
