#!/usr/bin/env python3
"""Writes data/prices.toml from a file of price facts: tools/prices.py FACTS.json > data/prices.toml

The facts name, for each model, the classes in which it is called (a profile's prefix, "bare" for its own id, "@region"
for a region) and what a million tokens cost there. What is not there is unknown, never nothing.
"""
import json
import sys
from decimal import Decimal

# In which order the rates of a row stand, and what the facts call them.
RATES = [("input", "in"), ("output", "out"), ("cache_read", "cache_read"), ("cache_write", "cache_write_5m"),
         ("cache_write_hour", "cache_write_1h")]


def classes_of(key):
    """The classes of bedrock-runtime; the other endpoint's ("mantle") are not this gateway's."""
    return [each for each in key.split(",") if not each.startswith("mantle")]


def doubtful(facts):
    """Models whose in-region price one source gives as that of the global profile, and AWS's rules as the regional
    one: the dearer is right until somebody knows better."""
    rows = [row for row in facts["meta"]["disagreements"] if row.get("class") == "bare" and "geo" in str(row.get("note"))]
    return {model for row in rows for model in row.get("models", [])}


def row_of(model, where, rates, above=0):
    values = {name: rates[fact] for name, fact in RATES if fact in rates}
    if "input" not in values:
        return None
    lines = ["[[price]]", f'model = "{model}"', f"where = {json.dumps(where)}"]
    if above:
        lines.append(f"above = {above}")
    lines += [f'{name} = "{Decimal(str(value)):f}"' for name, value in values.items()]
    return "\n".join(lines) + "\n"


def rows_in(model, where, rates):
    yield row_of(model, where, rates)
    for name, beyond in rates.items():
        if name.startswith("over_"):  # "over_272k"
            yield row_of(model, where, beyond, int(name[5:-1]) * 1000)


def rows_of(model, usd, is_doubtful):
    geo = next((rates for key, rates in usd.items() if "us" in key.split(",")), None)
    for key, rates in usd.items():
        where = classes_of(key)
        if is_doubtful and geo is not None and "bare" in where and "us" not in where:
            where.remove("bare")
            yield from rows_in(model, ["bare"], geo)
        if where:
            yield from rows_in(model, where, rates)


def main():
    facts = json.loads(open(sys.argv[1], encoding="utf-8").read(), parse_float=Decimal)
    print(f"# What models cost, in US dollars for a million tokens; as of {facts['meta']['as_of']}, from public price lists.")
    print("# Written by tools/prices.py. [[price]] tables of a configuration come before these (docs/limits.md).")
    doubted = doubtful(facts)
    for model, about in facts["models"].items():
        for row in rows_of(model, about["usd"], model in doubted):
            if row is not None:
                print("\n" + row, end="")


if __name__ == "__main__":
    main()
