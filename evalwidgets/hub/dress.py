"""What of the rows may leave the house: experts under their pseudonyms, withheld columns left out."""

# Arrow has no types and makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalwidgets.hub.layout import CONFIGS, Config, check_withheld, without
from evalwidgets.hub.pseudonyms import Pseudonyms
from evalwidgets.tables.columns import Column, arrow_type

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlalchemy import Connection

    from evalwidgets.protocol import Protocol

_EXPERT = "expert"


@dataclass(frozen=True)
class Dress:
    """What a study's rows wear when they go out.

    Attributes
    ----------
    configs
        Those of the layout, without what the protocol withholds.
    """

    configs: dict[str, Config]
    pseudonyms: Pseudonyms

    @classmethod
    def of(cls, connection: Connection, protocol: Protocol) -> Dress:
        """Read what the study prescribes.

        Raises
        ------
        StudyError
            If the protocol withholds what is not there or cannot be left out.
        """
        check_withheld(protocol.withhold)
        configs = {name: without(config, protocol.withhold) for name, config in CONFIGS.items()}
        return cls(configs, Pseudonyms.read(connection))

    def put_on(self, name: str, table: pa.Table) -> pa.Table:
        """Return the rows of a config as they may be seen, of the schema that `wearing` says."""
        import pyarrow as pa

        config = self.configs[name]
        columns = {column.name: _narrowed(table[column.name], column) for column in config.columns}
        if config.table is not None and _EXPERT in columns:
            columns[_EXPERT] = self.pseudonyms.column(columns[_EXPERT].combine_chunks())
        schema = self.wearing(name, table.schema)
        fitting = [
            values if values.type == field.type else values.cast(field.type)
            for values, field in zip(columns.values(), schema, strict=True)
        ]
        return pa.Table.from_arrays(fitting, schema=schema)

    def wearing(self, name: str, schema: pa.Schema) -> pa.Schema:
        """Return the schema of the rows when they are dressed: the config's features, with text coded where it was."""
        import pyarrow as pa

        features = self.configs[name].features().arrow_schema
        coded = [pa.types.is_dictionary(schema.field(field.name).type) for field in features]
        fields = [
            schema.field(field.name) if is_coded else field for field, is_coded in zip(features, coded, strict=True)
        ]
        return pa.schema(fields, metadata=features.metadata)


def _narrowed(values: pa.Array | pa.ChunkedArray, column: Column) -> pa.Array | pa.ChunkedArray:
    """Leave out of lists of structs the fields that `column` does not have."""
    import pyarrow as pa

    if not isinstance(column.type, tuple) or values.type == arrow_type(column.type):
        return values
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    structs = values.values
    fields = [_narrowed(structs.field(one.name), one) for one in column.type]
    kept = pa.StructArray.from_arrays(fields, names=[one.name for one in column.type])
    return pa.ListArray.from_arrays(values.offsets, kept)
