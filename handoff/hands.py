"""Changes of hands: who has a case, who waits for whom, and what the resident is told of it.

Rules
- Each is one conditional update in SQL, with the audit and the notice to the resident in the same
  transaction; when it misses, the case is looked at again to say why.
- A stale one is refused with Conflict, which names who has the case now.
- A change by which a human begins to answer is answered only after the bot has been silenced: when
  Valkey is away it raises StoreAway, and asking again finishes it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from handoff.case_store import CaseStore
from handoff.cases import Case, Facts, State, Verb, transition, was_done
from handoff.entitled import holds_keys, leads, may_see
from handoff.feed import Publish, announce
from handoff.queue import Queue
from handoff.records import Member, Note, Seen
from handoff.relay import Relay
from handoff.roster import Roster
from handoff.telling import Telling
from handoff.timing import Timing
from post.errors import BadInput, Conflict, NotAllowed
from post.ids import CaseId, StaffId

Reason = Literal["absent", "overload", "conflict", "other"]
"""Why a lead takes a case back, as it stands in the audit."""
LATEST_PROMISE = 366  # days ahead
_TRIES = 5
_SILENCES = frozenset({Verb.CLAIM, Verb.ACCEPT, Verb.DEPUTE})
_NOTHING = Facts()


class Hands:
    """All methods raise StoreAway; those of a person also NotFound for what they may not see,
    and Conflict: "stale", "claimed", "state", "closed", "withdrawing".
    """

    def __init__(
        self,
        *,
        cases: CaseStore,
        queue: Queue,
        roster: Roster,
        relay: Relay,
        telling: Telling,
        timing: Timing,
        publish: Publish,
    ) -> None:
        self._cases = cases
        self._queue = queue
        self._roster = roster
        self._relay = relay
        self._telling = telling
        self._timing = timing
        self._publish = publish

    # what people do

    async def claim(self, by: Member, case: CaseId, epoch: int) -> Seen:
        """Raises Conflict "claimed" with the winner's shown name."""
        return await self._hand(by, case, Verb.CLAIM, epoch)

    async def release(self, by: Member, case: CaseId, epoch: int) -> Seen:
        return await self._hand(by, case, Verb.RELEASE, epoch)

    async def close(self, by: Member, case: CaseId, epoch: int) -> Seen:
        return await self._hand(by, case, Verb.CLOSE, epoch)

    async def wait(self, by: Member, case: CaseId, epoch: int) -> Seen:
        """For somebody else than the resident."""
        return await self._hand(by, case, Verb.WAIT, epoch)

    async def schedule(self, by: Member, case: CaseId, epoch: int, answer_by: str) -> Seen:
        """Raises BadInput "day" for one that has passed or is more than LATEST_PROMISE ahead."""
        day, today = _day(answer_by), date.fromisoformat(self._timing.today())
        if not today <= day <= today + timedelta(days=LATEST_PROMISE):
            raise BadInput("this day cannot be promised", code="day")
        facts = Facts(answer_by=day.isoformat())
        return await self._hand(by, case, Verb.SCHEDULE, epoch, facts)

    async def offer(self, by: Member, case_id: CaseId, epoch: int, to: StaffId) -> Seen:
        """Raises BadInput "colleague" for somebody who could not take the case over, Conflict
        "absent" for somebody who is away today.
        """
        team = (await self._queue.look(by, case_id)).case.team
        colleague = await self._roster.member(to)
        kept = await self._cases.is_kept(case_id, to)
        if colleague is None or to == by.id or not may_see(colleague, team, excluded=kept):
            raise BadInput("no colleague who could take it over", code="colleague")
        if await self._timing.away(to):
            raise Conflict("this colleague is away", code="absent")
        return await self._hand(by, case_id, Verb.OFFER, epoch, Facts(to=to))

    async def colleagues(self, by: Member, case_id: CaseId) -> list[Member]:
        """To whom a case could be offered. Raises NotFound."""
        case = (await self._queue.look(by, case_id)).case
        return [
            person
            for person in await self._roster.everybody()
            if person.id != by.id
            and holds_keys(person, case.team)
            and not await self._cases.is_kept(case_id, person.id)
        ]

    async def accept(self, by: Member, case: CaseId, epoch: int) -> Seen:
        return await self._hand(by, case, Verb.ACCEPT, epoch)

    async def refuse(self, by: Member, case: CaseId, epoch: int) -> Seen:
        return await self._hand(by, case, Verb.REFUSE, epoch)

    async def recall(self, by: Member, case: CaseId, epoch: int) -> Seen:
        return await self._hand(by, case, Verb.RECALL, epoch)

    async def take_back(self, by: Member, case_id: CaseId, epoch: int, reason: str) -> Seen:
        """By a lead of the case's team. Raises BadInput "reason", NotAllowed."""
        case = (await self._queue.look(by, case_id)).case
        if not leads(by, case.team):
            raise NotAllowed("only leads take a case back")
        if reason not in get_args(Reason):
            raise BadInput("not one of the reasons", code="reason")
        return await self._hand(by, case_id, Verb.TAKE_BACK, epoch, noted=f"take_back_{reason}")

    # what the desk does by itself

    async def by_clock(self, case: Case, verb: Verb) -> bool:
        """DUE, REMIND, RETURN or EXPIRE of a case that is still as it was read; False when it is
        not any more, or when a deadline that is open keeps it from ending.
        """
        deadline = verb == Verb.EXPIRE and await self._cases.has_deadline(case.id)
        return await self._by_server(case, verb, Facts(deadline=deadline))

    async def free(self, case: Case) -> bool:
        """Back to the queue, from an owner who may not have it any more; the resident is told."""
        return await self._by_server(case, Verb.FREE, _NOTHING)

    async def depute(self, case: Case, deputy: Member) -> bool:
        """To the deputy of an absent owner; False when they could not take it."""
        kept = await self._cases.is_kept(case.id, deputy.id)
        if not may_see(deputy, case.team, excluded=kept):
            return False
        return await self._by_server(case, Verb.DEPUTE, Facts(to=deputy.id), name=deputy.shown_name)

    async def free_held_wrongly(self) -> None:
        """Cases whose owner may not have them any more go back to the queue, and those offered to
        somebody who may not take them back to their owner; residents are told.
        """
        people = await self._roster.everybody()
        teams = {team for person in people for team in person.teams}
        holders = {t: [p.id for p in people if holds_keys(p, t)] for t in teams}
        for case in await self._cases.held_wrongly(holders):
            await self.free(case)
        for case in await self._cases.offered_wrongly(holders):
            await self._by_server(case, Verb.RETURN, _NOTHING)

    # how

    async def _by_server(self, before: Case, verb: Verb, facts: Facts, *, name: str = "") -> bool:
        try:
            after = self._timing.timed(transition(before, verb, facts=facts))
        except Conflict:
            return False
        # "expire" in the audit is the erasure when the time of keeping is over.
        noted = "close_silent" if verb == Verb.EXPIRE else verb
        note = Note("server", noted, f"case:{before.id}")
        parcel = await self._telling.of(before, after, verb, name)
        if not await self._cases.move(before, after, note, parcel):
            return False
        await self._relay.relay_soon(before.id)
        await self.changed(before.id)
        return True

    async def _hand(
        self,
        by: Member,
        case_id: CaseId,
        verb: Verb,
        epoch: int,
        facts: Facts = _NOTHING,
        *,
        noted: str = "",
    ) -> Seen:
        for _ in range(_TRIES):
            before = (await self._queue.look(by, case_id)).case
            if was_done(before, verb, by.id, epoch, facts):
                break
            after = await self.after(before, verb, by, epoch, facts)
            note = Note(f"staff:{by.id}", noted or verb, f"case:{case_id}")
            parcel = await self._telling.of(before, after, verb, by.shown_name)
            if await self._cases.move(before, after, note, parcel):
                break
        else:
            raise Conflict("the case changed all the time", code="stale")
        if verb in _SILENCES:
            await self._relay.relay(case_id)
        else:
            await self._relay.relay_soon(case_id)
        await self.changed(case_id)
        return await self._queue.look(by, case_id)

    async def after(
        self, before: Case, verb: Verb, by: Member, epoch: int, facts: Facts = _NOTHING
    ) -> Case:
        """The case after `verb`, its timer set. Raises Conflict, naming who has the case now."""
        try:
            stepped = transition(before, verb, staff=by.id, epoch=epoch, facts=facts)
        except Conflict as error:
            raise await self.named(error, before) from None
        return self._timing.timed(stepped)

    async def named(self, error: Conflict, case: Case) -> Conflict:
        """The same refusal with the shown name of who has the case now, "" for nobody."""
        if error.code not in ("claimed", "stale"):
            return error
        owner = await self.owner_name(case) if case.state != State.CLOSED else ""
        detail = {"winner": owner} if error.code == "claimed" else {"owner": owner}
        return Conflict(str(error), code=error.code, **detail)

    async def owner_name(self, case: Case) -> str:
        owner = await self._roster.member(case.owner) if case.owner else None
        return owner.shown_name if owner else ""

    async def changed(self, case: CaseId) -> None:
        await announce(self._publish, f"case:{case}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("not a day", code="day") from None
