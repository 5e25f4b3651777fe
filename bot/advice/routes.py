"""Which office answers for which kind of lender, in the order to go there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.advice.assessment import Assessment, Finding
from bot.advice.conduct import OFFICIALS


@dataclass(frozen=True, slots=True)
class Office:
    """One place to complain: the step's id, the procedure's fact id, its letter, and the rule that says so."""

    step: str
    procedure: str
    letter: str
    basis: str = ""


_NFRA = Office("regulator_nfra", "nfra_12378", "complaint_nfra", "complaint-routing-2024")
_LOCAL = Office("regulator_local", "local_fin", "complaint_local", "complaint-small-loan-routing")
_NIFA = Office("regulator_nifa", "nifa_report", "complaint_nifa", "complaint-nifa-report")
_MARKET = Office("regulator_market", "market_12315", "complaint_market", "xb_39_46")
_CITY = Office("regulator_city", "gov_12345", "complaint_city")
_FUNDER = Office("regulator_funder", "nfra_12378", "complaint_nfra", "loanassist-2025-collection")
_LENDING = Office("regulator_unlicensed", "local_fin", "complaint_local")

# A small-loan company belongs to the local authority: 12378 alone leads nowhere. A platform only arranges:
# its lender's office comes first. Nobody licensed a private lender, so no financial office answers for one.
OFFICES: Mapping[str, tuple[Office, ...]] = {
    "bank": (_NFRA,),
    "consumer_finance_company": (_NFRA,),
    "small_loan_company": (_LOCAL, _NIFA),
    "loan_assist_platform": (_FUNDER, _NIFA),
    "rental": (_MARKET,),
    "debt_assignee": (_CITY,),
    "unlicensed": (_LENDING,),
    "unknown": (_CITY,),
    "private": (),
}

# Whoever lends without a licence has no complaint desk: writing to them only feeds them.
NO_DESK = frozenset({"unlicensed"})

# The ids of the laws that a police station applies begin so: public order, crime, posing as a lawyer.
PUBLIC_ORDER = ("za_", "xf_", "lv_")

GRAVE = frozenset(
    {
        "threat",
        "impersonate_authority",
        "forged_legal_document",
        "physical_violence",
        "unlawful_detention",
        "property_damage",
    }
)
_NEXT_OF_KIN_DISTURBED = frozenset({"third_party_contact", "workplace_contact"})


def police_matters(assessment: Assessment) -> tuple[Finding, ...]:
    """The findings that a police station has to take up, the gravest first."""
    return tuple(finding for finding in assessment.findings if _for_police(finding, assessment.kinds()))


def _for_police(finding: Finding, kinds: frozenset[str]) -> bool:
    if not finding.counts or finding.kind == "overcharging":
        return False
    if finding.kind in GRAVE:
        return True
    if finding.kind == "home_visit":
        return bool(finding.aspects & {"entered", "blocked"})
    if finding.kind == "privacy_exposure":
        return finding.certainty == "shown"
    if finding.kind == "insult":
        return "public" in finding.aspects or bool(kinds & GRAVE)
    if finding.kind in _NEXT_OF_KIN_DISTURBED:
        # Calls to others become a public-security matter when the debt was spread or their life is disturbed.
        return "told_debt" in finding.aspects or bool(kinds & (GRAVE | {"insult"}))
    return finding.kind == "call_bombing" and "beyond" in finding.aspects


def claims_office(finding: Finding) -> bool:
    """True when somebody claimed to be an authority whose papers can be checked with the court's own line."""
    return finding.kind == "forged_legal_document" or bool(finding.aspects & (OFFICIALS | {"official", "lawyer"}))
