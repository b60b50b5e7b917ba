"""The report as a DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.coefficient import Coefficient

if TYPE_CHECKING:
    from evalwidgets.agreement.report import AgreementReport


_COLUMNS = (
    *("criterion", "kind", "text", "axes", "method", "value", "low", "high", "state", "n_units", "n_pairable"),
    *("n_raters", "missing", "raw_agreement", "base_rate", "most_frequent", "ac1", "not_applicable"),
)


def frame_of(report: AgreementReport) -> Any:
    """Return a row for each criterion, with its coefficient, interval and what it stands on."""
    import pandas as pd

    rows = [
        {
            "criterion": one.criterion,
            "kind": one.kind,
            "text": one.text,
            "axes": list(one.axes),
            **fields_of(one.coefficient),
            "ac1": one.ac1.value if one.ac1 else None,
            "not_applicable": one.not_applicable,
        }
        for one in report.criteria
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def fields_of(found: Coefficient) -> dict[str, Any]:
    """Return a coefficient as the fields of a row."""
    reach = found.interval
    return {
        "method": found.method,
        "value": found.value,
        "low": reach.low if reach else None,
        "high": reach.high if reach else None,
        "state": found.state,
        "n_units": found.n_units,
        "n_pairable": found.n_pairable,
        "n_raters": found.n_raters,
        "missing": found.missing,
        "raw_agreement": found.raw_agreement,
        "base_rate": found.base_rate,
        "most_frequent": found.most_frequent,
    }
