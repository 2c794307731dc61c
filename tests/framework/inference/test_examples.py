from __future__ import annotations

import json

import pytest
from framework.library import PROVIDER
from pulumi_python_provider.inference.examples import Example

READING = Example("Read a book", {"python": "import library\n", "yaml": "runtime: yaml\n"})
LENDING = Example("Lend a book", {"go": "package main\n"})


def test_examples_follow_the_description_in_the_form_that_generators_filter() -> None:
    functions = json.loads(PROVIDER.schema({"getBook": [READING, LENDING]}))["functions"]
    assert functions["library:index:getBook"]["description"] == (
        """\
Looks up a book.

It has to have that title.

{{% examples %}}
## Example Usage
{{% example %}}
### Read a book

```python
import library
```
```yaml
runtime: yaml
```
{{% /example %}}
{{% example %}}
### Lend a book

```go
package main
```
{{% /example %}}
{{% /examples %}}
"""
    )


def test_a_function_without_examples_keeps_its_description() -> None:
    functions = json.loads(PROVIDER.schema({"getBook": [READING], "listBooks": []}))["functions"]
    plain = json.loads(PROVIDER.schema())["functions"]
    for name in ("library:index:listBooks", "library:index:getTrouble"):
        assert functions[name] == plain[name]


def test_examples_of_a_function_that_is_not_there_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^examples of functions that are not there: \['getBok'\]"
    ):
        PROVIDER.schema({"getBook": [READING], "getBok": [READING]})
