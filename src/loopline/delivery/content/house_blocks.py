"""The blocks that Loopline ships; a published block of the same id takes the place of one."""

from typing import Final

from loopline.model.content.documents import Block

_HEADER: Final = """<mj-section css-class="ll-canvas" background-color="{{brand.canvas}}" padding="24px 16px 16px">
  <mj-column>
    {{#if brand.logo}}<mj-image css-class="ll-plate" align="left" src="{{brand.logo}}" alt="{{brand.name}}" \
href="{{brand.url}}" width="{{brand.logo_width}}px" padding="0 16px" />\
{{else}}<mj-text css-class="ll-text" font-size="18px" line-height="24px" font-weight="bold" \
color="{{brand.text}}" padding="0 16px">{{brand.name}}</mj-text>{{/if}}
  </mj-column>
</mj-section>"""
_FOOTER: Final = """<mj-section css-class="ll-canvas" background-color="{{brand.canvas}}" padding="16px 16px 32px">
  <mj-column>
    <mj-text css-class="ll-muted" font-size="14px" line-height="20px" color="{{brand.muted}}" padding="0 16px">
      {{why}}<br />
      <a class="ll-link" href="{{unsubscribe_url}}" style="color:{{brand.link}};text-decoration:underline">Unsubscribe \
or choose what you get</a><br />
      {{brand.name}}{{#if brand.address}}, {{brand.address}}{{/if}}
    </mj-text>
  </mj-column>
</mj-section>"""
_IMPRINT: Final = """<mj-section css-class="ll-canvas" background-color="{{brand.canvas}}" padding="16px 16px 32px">
  <mj-column>
    <mj-text css-class="ll-muted" font-size="14px" line-height="20px" color="{{brand.muted}}" padding="0 16px">
      {{#if brand.support}}Questions? Write to {{brand.support}}.<br />{{/if}}
      {{brand.name}}{{#if brand.address}}, {{brand.address}}{{/if}}
    </mj-text>
  </mj-column>
</mj-section>"""
_BUTTON: Final = """<mj-button css-class="ll-button" href="{{url}}" align="left" background-color="{{brand.button}}" \
color="{{brand.button_text}}" font-size="16px" font-weight="bold" line-height="20px" inner-padding="14px 28px" \
border-radius="8px" padding="8px 32px 16px">{{label}}</mj-button>"""
_NOTE: Final = """<mj-text css-class="ll-muted" font-size="14px" line-height="20px" color="{{brand.muted}}" \
padding="8px 32px 24px">{{words}}</mj-text>"""

_STEP: Final = """<mj-section css-class="ll-card" background-color="{{brand.card}}" padding="0 16px">
  <mj-column>
    <mj-text css-class="ll-text" padding="8px 16px">
      <h2 style="margin:0;font-size:20px;line-height:28px">{{number}}. {{title}}</h2>{{words}}
    </mj-text>
  </mj-column>
</mj-section>"""
_FIGURE: Final = """<mj-column>
  <mj-text css-class="ll-text" font-size="28px" line-height="34px" font-weight="bold" padding="8px 16px 0">\
{{value}}</mj-text>
  <mj-text css-class="ll-muted" font-size="14px" line-height="20px" color="{{brand.muted}}" padding="0 16px 8px">\
{{label}}</mj-text>
</mj-column>"""

HOUSE_BLOCKS: Final = {
    block.id: block
    for block in (
        Block(id="header", source=_HEADER, name="Header"),
        Block(
            id="footer",
            source=_FOOTER,
            params={"why": "You get this because you have an account with us."},
            name="Footer with the way out",
        ),
        Block(id="imprint", source=_IMPRINT, name="Footer of a transactional mail"),
        Block(id="button", source=_BUTTON, params={"label": "Go on", "url": ""}, name="Button"),
        Block(id="step", source=_STEP, params={"number": "1", "title": "", "words": ""}, name="Numbered step"),
        Block(id="figure", source=_FIGURE, params={"value": "", "label": ""}, name="Figure with its label"),
        Block(id="note", source=_NOTE, params={"words": ""}, name="Small print"),
    )
}
