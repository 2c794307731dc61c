from __future__ import annotations

from typing import Annotated

from pulumi_python_provider import (
    DescribedEnum,
    Encoded,
    Expected,
    Open,
    Secret,
)
from pulumi_python_provider.annotations import split_marks, without_none
from pulumi_python_provider.inference.properties import (
    Property,
    enum_of,
    properties,
)
from pydantic import BaseModel, Field, computed_field


class Season(DescribedEnum):
    WINTER = "winter", "The cold one."
    SUMMER = "summer", "The warm one."


class Part(BaseModel):
    size: int


class Thing(BaseModel):
    name: str = Field(description="Its name.")
    size: Expected[int] = Field(None, description="Its size.")
    note: str | None = None
    secrets: Secret[list[str] | None] = Field(None, description="What nobody may know.")
    limit: int = 5
    season: Annotated[str, Open(Season)] | None = None
    parts: list[Encoded[Part]] = []

    @computed_field(description="Its length.")  # type: ignore[prop-decorator]
    @property
    def length(self) -> int:
        return len(self.name)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def shade(self) -> str | None:
        return self.note

    @computed_field  # type: ignore[prop-decorator]
    @property
    def next(self) -> Annotated[str, Open(Season)]:
        return Season.SUMMER

    @computed_field  # type: ignore[prop-decorator]
    @property
    def answer(self) -> Secret[Expected[int]]:
        return 42


def test_a_models_properties_are_its_fields_and_then_its_computed_fields() -> None:
    assert properties(Thing) == (
        Property("name", str, "Its name.", required=True, secret=False),
        Property("size", int, "Its size.", required=True, secret=False),
        Property("note", str, "", required=False, secret=False),
        Property("secrets", list[str], "What nobody may know.", required=False, secret=True),
        Property("limit", int, "", required=True, secret=False),
        Property(
            "season",
            Annotated[str, Open(Season)],
            "",
            required=False,
            secret=False,
        ),
        Property("parts", list[Part], "", required=True, secret=False, encoded=True),
        Property("length", int, "Its length.", required=True, secret=False, computed=True),
        Property("shade", str, "", required=False, secret=False, computed=True),
        Property(
            "next",
            Annotated[str, Open(Season)],
            "",
            required=True,
            secret=False,
            computed=True,
        ),
        Property("answer", int, "", required=False, secret=True, computed=True),
    )


def test_none_is_stripped_from_a_type_that_allows_it() -> None:
    assert [without_none(int), without_none(int | None), without_none(None | list[str])] == [
        int,
        int,
        list[str],
    ]


def test_marks_are_split_from_the_type_that_they_are_on() -> None:
    assert split_marks(Annotated[str, 1, "two"]) == (str, (1, "two"))
    assert split_marks(list[str]) == (list[str], ())
    assert enum_of(Annotated[str, 1, Open(Season)]) == Open(Season)
    assert enum_of(str) is None


def test_a_property_tells_the_type_and_known_values_of_each_of_its_values() -> None:
    class Year(BaseModel):
        seasons: list[Annotated[str, Open(Season)]]
        first: Annotated[str, Open(Season)]
        days: int | None
        names: list[str]
        visitors: dict[str, int]

    assert [(p.name, p.repeated, p.type, p.known_values) for p in properties(Year)] == [
        ("seasons", True, str, (Season.WINTER, Season.SUMMER)),
        ("first", False, str, (Season.WINTER, Season.SUMMER)),
        ("days", False, int, ()),
        ("names", True, str, ()),
        ("visitors", False, dict[str, int], ()),
    ]
