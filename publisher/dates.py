"""The moment that the files of a publication bear, the same for the same input.

1. SOURCE_DATE_EPOCH, if it is set
2. the last update of the publication, or its day of publication
3. what the source file itself says of when it changed
4. the time of the newest source file
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from publisher.model import Publication

EPOCH = "SOURCE_DATE_EPOCH"
"""The variable of the environment that states it, s since 1970. https://reproducible-builds.org/specs/"""


def modified(
    publication: Publication,
    sources: tuple[Path, ...] = (),
    changed: datetime | None = None,
    epoch: str | None = None,
) -> datetime:
    """When the publication last changed, UTC: what is `stated`; else the newest source file's time."""
    moment = stated(publication, changed, epoch)
    if moment is not None:
        return moment
    newest = max((path.stat().st_mtime for path in sources if path.exists()), default=0.0)
    return datetime.fromtimestamp(int(newest), UTC)


def stated(publication: Publication, changed: datetime | None = None, epoch: str | None = None) -> datetime | None:
    """The moment that is stated, UTC: by ``epoch`` (where it is None, by the environment), by the publication, or else
    by its file (``changed``); None where nothing states one."""
    epoch = os.environ.get(EPOCH, "") if epoch is None else epoch
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    moments = [moment for moment in (publication.published, *(update.time for update in publication.updates)) if moment]
    if moments:
        return max(_utc(moment) for moment in moments)
    return changed


def _utc(moment: str) -> datetime:
    whole = moment + "0000-01-01"[len(moment) :] if len(moment) < 10 else moment
    time_of = datetime.fromisoformat(whole)
    return time_of.astimezone(UTC) if time_of.tzinfo else time_of.replace(tzinfo=UTC)
