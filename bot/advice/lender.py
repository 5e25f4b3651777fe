"""Who stands behind a debt, as far as the borrower and the facts can say."""

from __future__ import annotations

from bot.knowledge.registry import Knowledge
from bot.model import Debt, Incident, Story


def kind_of(debt: Debt | None, knowledge: Knowledge) -> str:
    """The kind of lender: what the borrower said, else what the facts say of the platform, else unknown."""
    if debt is None:
        return "unknown"
    if debt.lender_kind != "unknown":
        return debt.lender_kind
    platform = knowledge.platforms.get(debt.platform)
    return platform.kind if platform is not None else "unknown"


def name_of(debt: Debt, knowledge: Knowledge) -> str:
    """What the borrower calls the debt: the platform, else their own name for it, else the lender's; may be empty."""
    platform = knowledge.platforms.get(debt.platform)
    return platform.name if platform is not None else debt.name or debt.lender_name


def debt_of(incident: Incident, story: Story) -> Debt | None:
    """The debt an incident is about; with only one debt told of, that one."""
    for debt in story.debts:
        if debt.id == incident.debt:
            return debt
    return story.debts[0] if len(story.debts) == 1 and not incident.debt else None


def incidents_of(debt_id: str, story: Story) -> tuple[Incident, ...]:
    """The incidents about one debt; those tied to no debt belong to every letter when only one debt is known."""
    return tuple(incident for incident in story.incidents if _belongs(incident, debt_id, story))


def _belongs(incident: Incident, debt_id: str, story: Story) -> bool:
    found = debt_of(incident, story)
    return found.id == debt_id if found is not None else not debt_id
