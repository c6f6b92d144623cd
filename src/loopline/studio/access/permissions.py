"""What each role may do: one table of every route that is not open, which a test walks."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from loopline.studio.access.roles import OperatorRole, role_named

ROWS: Final = """
GET /api/accounts viewer people
GET /api/accounts.csv analyst people
GET /api/accounts/{account} viewer people
GET /api/accounts/{account}/members viewer people
GET /api/accounts/{account}/timeline viewer people
GET /api/accounts/{account}/why viewer people
POST /api/alarms/test operator
POST /api/asks viewer
POST /api/audience viewer
GET /api/backlog viewer
POST /api/backlog editor
POST /api/backlog/look editor
GET /api/backlog/{item} viewer
PUT /api/backlog/{item} editor
GET /api/backups viewer
POST /api/backups operator
GET /api/broadcasts viewer
POST /api/broadcasts publisher
POST /api/broadcasts/preview editor
POST /api/broadcasts/requests editor
GET /api/calendar viewer
GET /api/caps viewer
GET /api/caps/{experiment}/report viewer
GET /api/catalogs viewer
GET /api/catalogs/{catalog} viewer
POST /api/catalogs/{catalog}/index editor
DELETE /api/catalogs/{catalog}/items editor
GET /api/catalogs/{catalog}/items viewer
PUT /api/catalogs/{catalog}/items editor
POST /api/catalogs/{catalog}/items/remove editor
DELETE /api/catalogs/{catalog}/items/{item} editor
GET /api/catalogs/{catalog}/items/{item} viewer
POST /api/check viewer
GET /api/content viewer
GET /api/content/elements viewer
POST /api/content/preview editor people
GET /api/content/starters viewer
POST /api/content/test-send publisher people
GET /api/content/{kind}/{name} viewer
POST /api/content/{kind}/{name}/archive publisher
POST /api/content/{kind}/{name}/restore publisher
GET /api/destinations operator
POST /api/destinations operator people
DELETE /api/destinations/{name} operator
GET /api/destinations/{name} operator
POST /api/destinations/{name}/pause operator
POST /api/destinations/{name}/resume operator
POST /api/destinations/{name}/run operator people
GET /api/destinations/{name}/runs operator
POST /api/documents editor
POST /api/documents/batch editor
GET /api/erasures viewer
GET /api/experiments viewer
GET /api/export analyst people
GET /api/export/file analyst people
GET /api/facts viewer
POST /api/facts/rebuild operator
POST /api/files editor
GET /api/files/{file} viewer
POST /api/hello publisher people
GET /api/home viewer
GET /api/imports publisher people
POST /api/imports publisher people
DELETE /api/imports/{identity} publisher people
GET /api/imports/{identity} publisher people
POST /api/imports/{identity}/cancel publisher people
PUT /api/imports/{identity}/content publisher people
GET /api/imports/{identity}/refused publisher people
POST /api/imports/{identity}/start publisher people
POST /api/imports/{identity}/try publisher people
GET /api/inbox/secret operator
GET /api/journeys viewer
GET /api/journeys/{journey} viewer
GET /api/journeys/{journey}/choices viewer
GET /api/journeys/{journey}/choices/{node} viewer
POST /api/journeys/{journey}/choices/{node}/policy publisher
GET /api/journeys/{journey}/comments viewer
POST /api/journeys/{journey}/comments viewer
POST /api/journeys/{journey}/comments/read viewer
POST /api/journeys/{journey}/comments/{thread}/reopen viewer
POST /api/journeys/{journey}/comments/{thread}/resolve viewer
DELETE /api/journeys/{journey}/comments/{thread}/{place} viewer
PUT /api/journeys/{journey}/comments/{thread}/{place} viewer
DELETE /api/journeys/{journey}/draft editor
PUT /api/journeys/{journey}/draft editor
POST /api/journeys/{journey}/experiments/{node}/retire publisher
POST /api/journeys/{journey}/experiments/{node}/winner publisher
GET /api/journeys/{journey}/description viewer
GET /api/journeys/{journey}/impact viewer
GET /api/journeys/{journey}/limits viewer
GET /api/journeys/{journey}/live viewer
GET /api/journeys/{journey}/people viewer people
GET /api/journeys/{journey}/plan viewer
POST /api/journeys/{journey}/presence viewer
GET /api/journeys/{journey}/proof viewer
POST /api/journeys/{journey}/publish publisher
GET /api/journeys/{journey}/report viewer
GET /api/journeys/{journey}/report/decisions viewer
GET /api/journeys/{journey}/report/decisions/{decision} viewer
GET /api/journeys/{journey}/report/decisions/{decision}/replay viewer
GET /api/journeys/{journey}/report/groups viewer
GET /api/journeys/{journey}/report/metrics viewer
POST /api/journeys/{journey}/rollback publisher
GET /api/journeys/{journey}/versions/{version} viewer
POST /api/journeys/{journey}/{verb} publisher
GET /api/keys operator
POST /api/keys operator
DELETE /api/keys/{key} operator
GET /api/lists viewer
GET /api/lists/{name}/export analyst people
GET /api/lists/{name}/people viewer people
GET /api/log viewer
POST /api/log/trim operator
GET /api/messages viewer people
POST /api/messages/resolve publisher people
GET /api/messages/{key} viewer people
POST /api/messages/{key}/resolve publisher people
GET /api/metrics viewer
GET /api/metrics/defined viewer
GET /api/metrics/defined/{metric} viewer
GET /api/metrics/{name} viewer
GET /api/models viewer
GET /api/models/{model} viewer
POST /api/models/{model}/score publisher
POST /api/models/{model}/train publisher
GET /api/notes viewer
POST /api/notes/read viewer
GET /api/offers viewer
GET /api/offers/{offer} viewer
POST /api/offers/{offer}/approve publisher
POST /api/offers/{offer}/codes publisher
GET /api/operators viewer
POST /api/operators operator
DELETE /api/operators/{email} operator
PUT /api/operators/{email}/password viewer
PUT /api/operators/{email}/role operator
DELETE /api/operators/{email}/sessions viewer
GET /api/overlap viewer
GET /api/people viewer people
GET /api/people/{person} viewer people
PUT /api/people/{person}/consent publisher people
PUT /api/people/{person}/devices publisher people
DELETE /api/people/{person}/devices/{device} publisher people
POST /api/people/{person}/enter publisher people
GET /api/people/{person}/export analyst people
GET /api/people/{person}/forget analyst people
POST /api/people/{person}/forget operator people
POST /api/people/{person}/leave publisher people
PUT /api/accounts/{account}/lists/{name} publisher people
PUT /api/people/{person}/lists/{name} publisher people
GET /api/people/{person}/merge publisher people
POST /api/people/{person}/merge publisher people
PUT /api/people/{person}/test publisher people
POST /api/people/{person}/test-send editor people
GET /api/people/{person}/timeline viewer people
PUT /api/people/{person}/traits publisher people
GET /api/people/{person}/why viewer people
GET /api/plan viewer
POST /api/previews/backtests analyst people
DELETE /api/previews/backtests/{job} analyst people
GET /api/previews/backtests/{job} analyst people
POST /api/previews/dry-run analyst people
GET /api/programmes viewer
GET /api/programmes/{programme}/report viewer
GET /api/proofs viewer
GET /api/providers viewer
POST /api/providers operator
GET /api/providers/kinds viewer
DELETE /api/providers/{name} operator
POST /api/providers/{name}/test operator
GET /api/publish-requests viewer
POST /api/publish-requests editor
POST /api/publish-requests/{request}/approve publisher
POST /api/publish-requests/{request}/refuse publisher
POST /api/publish-requests/{request}/withdraw editor
GET /api/quarantine operator people
POST /api/quarantine/{number}/drop operator people
POST /api/quarantine/{number}/retry operator people
GET /api/query analyst people
POST /api/query analyst people
GET /api/report/global viewer
GET /api/reviews viewer
PUT /api/reviews/readers viewer
GET /api/reviews/{week} viewer
POST /api/reviews/{week}/finish publisher
POST /api/reviews/{week}/mail publisher
GET /api/roles viewer
GET /api/segments viewer
POST /api/segments/preview viewer people
GET /api/segments/{segment} viewer
PUT /api/segments/{segment} publisher
GET /api/senders viewer
POST /api/senders operator
DELETE /api/senders/{domain} operator
GET /api/senders/{domain}/check viewer
DELETE /api/senders/{domain}/{selector} operator
POST /api/senders/{domain}/{selector}/use operator
GET /api/sources operator
POST /api/sources operator
POST /api/sources/test operator people
DELETE /api/sources/{name} operator
GET /api/sources/{name} operator
POST /api/sources/{name}/pause operator
POST /api/sources/{name}/resume operator
POST /api/sources/{name}/run operator
GET /api/sources/{name}/runs operator
GET /api/sources/{name}/runs/{run}/refused operator people
POST /api/sources/{name}/test operator people
POST /api/shelf editor
POST /api/shelf/archive publisher
POST /api/shelf/restore publisher
GET /api/stream viewer
GET /api/suppressions viewer people
POST /api/suppressions publisher people
POST /api/suppressions/import publisher people
POST /api/suppressions/lift publisher people
GET /api/templates viewer
GET /api/time-to viewer
GET /api/tracking-plan viewer
PUT /api/tracking-plan/mute editor
GET /api/unsent viewer people
GET /api/value viewer
GET /api/workspace viewer
PUT /api/workspace publisher
"""
"""A line a route: method, address, the least role, and `people` where its answer says who somebody is."""


class Permission(Struct, frozen=True):
    """The least role that may ask a route; `people`: and only with the right to see personal data."""

    method: str
    path: str
    role: OperatorRole
    people: bool


def _permission(line: str) -> Permission:
    method, path, role, *more = line.split()
    return Permission(method, path, role_named(role), more == ["people"])


PERMISSIONS: Final[Mapping[tuple[str, str], Permission]] = MappingProxyType(
    {(one.method, one.path): one for one in map(_permission, ROWS.strip().splitlines())}
)
