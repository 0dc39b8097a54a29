#!/usr/bin/env python3
"""Compile the gazetteer's tables from the collected facts.

    compile_gazetteer.py [--source ../shared/data] [--check]

Reads the lists of administrative units of 2021-07-01, 2025-03-01 and today, the old-to-new mapping and the commune
polygons, and writes places.tsv, successions.tsv and document_kinds.tsv under crates/gazetteer/data. With --check
nothing is written: the run fails when a committed table differs from what the sources give.

The counts of every list are checked first and the run stops when one is off. The method behind each estimated share
is told in crates/gazetteer/data/SOURCES.md. Needs Python 3.11 and shapely 2 (PyPI), which finds the overlaps.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

from shapely import STRtree
from shapely.geometry import Point, shape

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "crates" / "gazetteer" / "data"

LAST_DAY_OF_DISTRICTS = "2025-06-30"
FIRST_DAY_OF_TODAY = "2025-07-01"
# A unit of the first list that the second does not have ended on some day between the two.
LATEST_END, EARLIEST_START = "2025-02-28", "2021-07-02"

# Changes between the lists that a list cannot show: code -> (last day before, first day after, doubt about the day).
# Huế: resolution 175/2024/QH15, from memory. Đồng Nai is a tỉnh in its own documents of November 2025 and a thành phố
# in the list of 2026; the day lies between.
KNOWN_PROVINCE_CHANGES = {"46": ("2024-12-31", "2025-01-01", "m")}
RENAMED_AFTER_JULY_2025 = {"75": ("Tỉnh Đồng Nai", "2026-06-30", "2025-11-21")}

KINDS = {
    "Tỉnh": "T", "Huyện": "H", "Quận": "Q", "Thị xã": "X", "Xã": "x", "Phường": "p", "Thị trấn": "t", "Đặc khu": "d",
}
TONES = "\u0300\u0301\u0303\u0309\u0323"
# A stray sliver between two maps drawn by different hands is no transfer of territory.
SLIVER = 0.10
DEGREES_PER_500_M = 0.0045


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def canonical(name: str) -> str:
    """Key of a name: lower case, tone mark behind its syllable, one kind of apostrophe, Đắk and Đăk as one."""
    words = []
    for word in unicodedata.normalize("NFD", name.lower()).split():
        tone = "".join(c for c in word if c in TONES)
        words.append("".join(c for c in word if c not in TONES) + tone)
    key = unicodedata.normalize("NFC", " ".join(words)).replace("’", "'").replace("' ", "'")
    return key.replace("đăk" + "\u0301", "đăk")


def folded(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("’", "'").replace("' ", "'")


def split_kind(full: str, level: str) -> tuple[str, str]:
    """The type letter and the bare name of `Huyện Ia H' Drai`."""
    full = unicodedata.normalize("NFC", " ".join(full.split())).replace("’", "'").replace("' ", "'")
    for word, letter in KINDS.items():
        if full.lower().startswith(word.lower() + " "):
            return letter, full[len(word) + 1:]
    if full.lower().startswith("thành phố "):
        return ("C" if level == "province" else "P"), full[len("thành phố "):]
    raise SystemExit(f"no type word in {full!r}")


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise SystemExit(f"count check failed: {what}: found {found}, expected {wanted}")


class Unit:
    """One version of one unit: what a code meant while its name, type and parent stayed the same."""

    def __init__(self, code: str, letter: str, full: str, level: str, parent: str) -> None:
        self.code, self.letter, self.level, self.parent = code, letter, level, parent
        self.kind, self.name = split_kind(full, level)
        self.first = self.last = ""
        self.seat: tuple[str, str] | None = None
        self.population, self.year = "", ""
        self.doubts: set[str] = set()

    @property
    def id(self) -> str:
        return self.code + self.letter

    def is_same_as(self, other: Unit) -> bool:
        return (canonical(self.name), self.kind, self.parent) == (canonical(other.name), other.kind, other.parent)

    def row(self) -> list[str]:
        lat, lon = self.seat or ("", "")
        doubts = "".join(sorted(self.doubts))
        return [self.id, self.kind, self.name, self.parent, self.first, self.last, lat, lon, self.population,
                self.year, doubts]


def coordinate(text: str) -> str:
    return f"{float(text):.4f}".rstrip("0").rstrip(".")


def read_list(path: Path, letter: str) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for r in rows(path):
        p, d, c = r["province_code"], r["district_code"], r["commune_code"]
        units.setdefault(p, Unit(p, letter, r["province"], "province", ""))
        units.setdefault(d, Unit(d, letter, r["district"], "district", p))
        if not c:
            continue
        if c in units:
            raise SystemExit(f"commune code {c} twice in {path.name}")
        unit = units[c] = Unit(c, letter, r["commune"], "commune", d)
        if r["lat"]:
            unit.seat = (coordinate(r["lat"]), coordinate(r["lon"]))
            unit.doubts.add("l")
        # A zero of the census file means that the commune was not counted under this name.
        if r["pop2009"] not in ("", "0"):
            unit.population, unit.year = r["pop2009"], "2009"
    for unit in units.values():
        children = [u for u in units.values() if u.parent == unit.code] if unit.level == "district" else []
        if children and all(u.population for u in children):
            unit.population, unit.year = str(sum(int(u.population) for u in children)), "2009"
    return units


def of_level(units: dict[str, Unit], level: str) -> list[Unit]:
    return [u for u in units.values() if u.level == level]


def check_old_list(name: str, units: dict[str, Unit], communes: int, districts: int) -> None:
    expect(f"{name}: provinces", len(of_level(units, "province")), 63)
    expect(f"{name}: districts", len(of_level(units, "district")), districts)
    expect(f"{name}: communes", len(of_level(units, "commune")), communes)
    of_kon_tum = {u.code for u in of_level(units, "district") if u.parent == "62"}
    expect(f"{name}: Kon Tum districts", len(of_kon_tum), 10)
    expect(f"{name}: Kon Tum communes", sum(u.parent in of_kon_tum for u in units.values()), 102)


def merge_old_lists(early: dict[str, Unit], late: dict[str, Unit]) -> tuple[list[Unit], dict[str, Unit]]:
    """All versions of the two old lists, and the version each code has on 2025-03-01."""
    versions, standing = [], {}
    for code in sorted(early.keys() | late.keys()):
        a, b = early.get(code), late.get(code)
        if a and b and a.is_same_as(b):
            a.last = LAST_DAY_OF_DISTRICTS
            versions.append(a)
            standing[code] = a
            continue
        before, after, doubt = KNOWN_PROVINCE_CHANGES.get(code, (LATEST_END, EARLIEST_START, ""))
        if a:
            a.last = before
            a.doubts.add(doubt or "e")
            versions.append(a)
        if b:
            b.first, b.last = after, LAST_DAY_OF_DISTRICTS
            b.doubts.add(doubt or "s")
            versions.append(b)
            standing[code] = b
    return versions, standing


def read_today(path: Path, polygons: dict[str, object]) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    listed = rows(path)
    for r in listed:
        p = r["province_code"]
        units.setdefault(p, Unit(p, "c", r["province"], "province", ""))
        unit = units[r["code"]] = Unit(r["code"], "c", r["name"], "commune", p)
        unit.first = FIRST_DAY_OF_TODAY
        if r["hq_lat"]:
            unit.seat = (coordinate(r["hq_lat"]), coordinate(r["hq_lon"]))
            if polygons[r["code"]].distance(Point(float(r["hq_lon"]), float(r["hq_lat"]))) > DEGREES_PER_500_M:
                unit.doubts.add("l")
        elif r["point_lat"]:
            unit.seat = (coordinate(r["point_lat"]), coordinate(r["point_lon"]))
            unit.doubts.add("l")
        if r["population_best"]:
            unit.population, unit.year = r["population_best"], "2025"
            if r["population_flag"]:
                unit.doubts.add("p")
    for province in of_level(units, "province"):
        province.first = FIRST_DAY_OF_TODAY
        children = [u for u in units.values() if u.parent == province.code]
        if all(u.population for u in children):
            province.population, province.year = str(sum(int(u.population) for u in children)), "2025"
            if any("p" in u.doubts for u in children):
                province.doubts.add("p")
    expect("today: provinces", len(of_level(units, "province")), 34)
    kinds = Counter(u.kind for u in of_level(units, "commune"))
    expect("today: communes by type", dict(kinds), {"x": 2611, "p": 697, "d": 13})
    expect("today: communes", len(of_level(units, "commune")), 3321)
    return units


def polygons_of(path: Path) -> list[tuple[dict, object]]:
    with path.open(encoding="utf-8") as f:
        features = json.load(f)["features"]
    # buffer(0) mends the rings that simplifying made cross themselves.
    return [(f["properties"], shape(f["geometry"]).buffer(0)) for f in features]


class Map2009:
    """The commune polygons of the 2009 census, found again under the codes of the lists."""

    def __init__(self, path: Path) -> None:
        self.exact, self.by_count = defaultdict(list), defaultdict(list)
        for properties, polygon in polygons_of(path):
            province, district, commune = (canonical(properties[k]) for k in ("province", "district", "commune"))
            self.exact[province, district, commune].append(polygon)
            self.by_count[province, folded(properties["commune"]), str(properties["pop2009"])].append(polygon)

    def polygon_of(self, r: dict[str, str]):
        province = canonical(split_kind(r["province"], "province")[1])
        province = "thừa thiên huê\u0301" if province == "huê\u0301" else province
        for found in (
            self.exact.get((province, canonical(r["district"]), canonical(r["commune"])), []),
            self.by_count.get((province, folded(r["commune"]), r["pop2009"]), []) if r["pop2009"] not in ("", "0") else [],
        ):
            if len(found) == 1:
                return found[0]
        return None


class Successions:
    """Who follows whom, with what share, and how that is known.

    Basis: m mapping of 2025 · k same code kept between the lists · o estimated from polygons · w weighted over the
    communes of a district or province · n same name (island districts) · d only the district is known ·
    x the two mappings disagree.
    """

    def __init__(self) -> None:
        self.links: dict[str, dict[str, tuple[float | None, str]]] = defaultdict(dict)

    def add(self, old: str, new: str, share: float | None, basis: str) -> None:
        self.links[old][new] = (share, basis)

    def today(self, old: str) -> dict[str, float | None]:
        """Successors of today through every step, the share multiplied along the way."""
        if old not in self.links:
            return {old: 1.0} if old.endswith("c") else {}
        result: dict[str, float | None] = {}
        for new, (share, _) in self.links[old].items():
            for last, further in self.today(new).items():
                known = share is not None and further is not None
                part = share * further if known else None
                result[last] = (result.get(last) or 0.0) + part if part is not None else result.get(last)
        return result

    def rows(self) -> list[list[str]]:
        return [
            [old, new, "" if share is None else f"{share:.2f}".rstrip("0").rstrip("."), basis]
            for old in sorted(self.links)
            for new, (share, basis) in sorted(self.links[old].items())
        ]


def read_mapping(source: Path, today: dict[str, Unit]) -> dict[str, list[dict[str, str]]]:
    """The old-to-new pairs by old code. For Kon Tum the pairs adjudicated against resolution 1677 replace the rest."""
    by_name = defaultdict(list)
    for unit in of_level(today, "commune"):
        by_name[unit.parent, canonical(unit.name)].append(unit.code)
    pairs = defaultdict(list)
    for r in rows(source / "mapping_old_new.csv"):
        if r["new_code"] not in today:
            # Two codes of the mapping were renumbered in the list of today; the name finds them again.
            codes = by_name[r["new_province_code"], canonical(split_kind(r["new_commune"], "commune")[1])]
            if len(codes) != 1:
                raise SystemExit(f"mapping names an unknown commune {r['new_code']} {r['new_commune']}")
            if any(p["new_code"] == codes[0] for p in pairs[r["old_code"]]):
                continue
            r["new_code"] = codes[0]
        if not any(p["new_code"] == r["new_code"] for p in pairs[r["old_code"]]):
            pairs[r["old_code"]].append(r)
    pairs.pop("", None)
    verified = rows(source / "mapping_kontum_verified.csv")
    expect("Kon Tum: old communes mapped", len({r["old_code"] for r in verified}), 102)
    expect("Kon Tum: new communes reached", len({r["new_code"] for r in verified}), 40)
    for r in verified:
        pairs[r["old_code"]] = [dict(r, found_in="both")]
    expect("Hà Mòn goes to Đăk Hà", [r["new_code"] for r in pairs["23521"]], ["23500"])
    return pairs


def normalised(parts: dict[str, float]) -> dict[str, float]:
    total = sum(parts.values())
    return {code: value / total for code, value in parts.items()} if total > 0 else {}


def link_mapped_communes(links, pairs, standing, polygon_of_old, new_polygons) -> None:
    for old_code, found in sorted(pairs.items()):
        old = standing[old_code].id
        agreed = [r for r in found if r["found_in"] == "both"]
        agreed = agreed or [r for r in found if r["kind"] == "full"] or found
        disputed = [r for r in found if r not in agreed]
        for r in disputed:
            links.add(old, r["new_code"] + "c", None, "x")
        mark = "x" if disputed or any(r["found_in"] != "both" for r in agreed) else ""
        if len(agreed) == 1:
            links.add(old, agreed[0]["new_code"] + "c", 1.0, mark or "m")
            continue
        polygon = polygon_of_old.get(old_code)
        parts = {
            r["new_code"]: polygon.intersection(new_polygons[r["new_code"]]).area if polygon else 0.0 for r in agreed
        }
        shares = normalised(parts)
        for r in agreed:
            share = shares.get(r["new_code"])
            # The mapping says some of it went there, however small the overlap of two simplified maps.
            links.add(old, r["new_code"] + "c", None if share is None else max(round(share, 2), 0.01), mark or "o")


def link_vanished_communes(links, vanished, polygon_of_old, tree, tree_codes, new_polygons) -> Counter:
    """Communes of 2021 that 2025 no longer lists: by polygon, else by point, else only by district."""
    ways = Counter()
    for unit in vanished:
        polygon = polygon_of_old.get(unit.code)
        if polygon:
            touched = [tree_codes[i] for i in tree.query(polygon)]
            parts = {c: polygon.intersection(new_polygons[c]).area / polygon.area for c in touched}
            for code, share in sorted(normalised({c: v for c, v in parts.items() if v >= SLIVER}).items()):
                links.add(unit.id, code + "c", round(share, 2), "o")
        elif unit.seat:
            point = Point(float(unit.seat[1]), float(unit.seat[0]))
            inside = sorted(tree_codes[i] for i in tree.query(point, predicate="intersects"))
            for code in inside[:1]:
                links.add(unit.id, code + "c", 1.0, "o")
        ways["polygon" if polygon else "point" if unit.id in links.links else "district only"] += 1
    return ways


def weighted_successors(units: list[Unit], links: Successions) -> dict[str, float]:
    """Shares of what follows a group of communes: by their population, or evenly where half of them have none."""
    known = [int(u.population) for u in units if u.population]
    usual = statistics.median(known) if 2 * len(known) >= len(units) and known else None
    parts: dict[str, float] = defaultdict(float)
    for unit in units:
        weight = 1.0 if usual is None else float(unit.population or usual)
        for new, share in links.today(unit.id).items():
            if share is not None:
                parts[new] += weight * share
    return normalised(parts)


def link_islands(links, districts, today) -> None:
    """The five island districts had no communes; each became the đặc khu of its own name."""
    for unit in districts:
        same = [u for u in today.values() if u.kind == "d" and canonical(u.name) == canonical(unit.name)]
        if len(same) != 1:
            raise SystemExit(f"no đặc khu follows {unit.name}")
        links.add(unit.id, same[0].id, 1.0, "n")


def link_districts(links, versions, standing, lists, today) -> None:
    early, late = lists
    islands = []
    for unit in (u for u in versions if u.level == "district"):
        members = late if standing.get(unit.code) is unit else early
        communes = [u for u in members.values() if u.level == "commune" and u.parent == unit.code]
        communes = [standing.get(u.code, u) if members is late else u for u in communes]
        if not communes:
            islands.append(unit)
            continue
        for new, share in sorted(weighted_successors(communes, links).items()):
            if share >= 0.005:
                links.add(unit.id, new, round(share, 2), "w")
    link_islands(links, islands, today)


def link_provinces(links, versions, standing, today) -> None:
    parent = {u.code: u.parent for u in today.values()}
    district_of = {u.code: u.parent for u in standing.values() if u.level == "district"}
    for province in (u for u in versions if u.level == "province"):
        if standing.get(province.code) is not province:
            links.add(province.id, standing[province.code].id, 1.0, "k")
            continue
        communes = [u for u in standing.values() if u.level == "commune" and district_of[u.parent] == province.code]
        parts: dict[str, float] = defaultdict(float)
        for new, share in weighted_successors(communes, links).items():
            parts[parent[new[:-1]]] += share
        # A share under one in a hundred is a homonym of the mapping, not a cession.
        kept = normalised({code: share for code, share in parts.items() if share >= 0.01})
        for code, share in sorted(kept.items()):
            links.add(province.id, code + "c", round(share, 2), "m" if len(kept) == 1 else "w")


def link_by_district(links, vanished, lists) -> int:
    """What is left: the district is known, so its successors are named without a share."""
    count = 0
    for unit in vanished:
        if unit.id in links.links:
            continue
        district = next(i for i in (unit.parent + "a", unit.parent + "b") if i in links.links)
        for new in sorted(links.today(district)):
            links.add(unit.id, new, None, "d")
        count += 1
    return count


def later_names(today: dict[str, Unit], links: Successions) -> list[Unit]:
    """Versions of July 2025 of provinces that changed their type since: they take the place between old and today."""
    added = []
    for code, (full, last, first) in sorted(RENAMED_AFTER_JULY_2025.items()):
        now = today[code]
        then = Unit(code, "c", full, "province", "")
        then.first, then.last = FIRST_DAY_OF_TODAY, last
        then.doubts.add("e")
        now.letter, now.first = "d", first
        now.doubts.add("s")
        links.add(then.id, now.id, 1.0, "k")
        added.append(then)
    return added


def accuracy_of_overlap(pairs, polygon_of_old, tree, tree_codes, new_polygons) -> tuple[int, int]:
    """How often the largest overlap names the commune that the mapping gives whole: the worth of the estimate."""
    right = asked = 0
    for old_code, found in pairs.items():
        polygon = polygon_of_old.get(old_code)
        if len(found) != 1 or not polygon:
            continue
        parts = {tree_codes[i]: polygon.intersection(new_polygons[tree_codes[i]]).area for i in tree.query(polygon)}
        asked += 1
        right += bool(parts) and max(parts, key=parts.get) == found[0]["new_code"]
    return right, asked


def document_kinds(source: Path) -> list[list[str]]:
    kinds = [[r["type"].replace("uỷ", "ủy"), r["abbr"]] for r in rows(source / "doc_type_abbreviations_ND30.csv")]
    expect("document types with an abbreviation", len(kinds), 30)
    # Decree 30 names 29 types; these two carry no abbreviation in a symbol.
    copies = [i for i, (_, abbr) in enumerate(kinds) if abbr == "SY"][0]
    return kinds[:copies] + [["Công văn", ""], ["Thư công", ""]] + kinds[copies:]


def table(header: list[str], body: list[list[str]]) -> str:
    for row in body:
        if any("\t" in cell or "\n" in cell for cell in row):
            raise SystemExit(f"a cell holds a tab or a line break: {row}")
    return "\n".join("\t".join(row) for row in [header, *body]) + "\n"


def check_agencies(source: Path) -> None:
    """agencies.tsv is kept by hand; every body of the collected list must be in it, with the same dates."""
    kept = {}
    with (DATA / "agencies.tsv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            for name in [r["name"], *r["aliases"].split("|")]:
                kept.setdefault(canonical(name), []).append(r)
    for r in rows(source / "agencies.csv"):
        name = canonical(r["body"]).removesuffix(" tỉnh")
        name = {"ubnd huyện, thành phố, thị xã": "ubnd huyện"}.get(canonical(r["body"]), name)
        found = kept.get(name) or kept.get(canonical(r["body"])) or kept.get(canonical(r["abbr"].split(",")[0])) or []
        if not any((k["valid_from"], k["valid_to"]) == (r["valid_from"], r["valid_to"]) for k in found):
            raise SystemExit(f"agencies.tsv lacks {r['body']} ({r['valid_from']}..{r['valid_to']})")


def compile_tables(source: Path) -> dict[str, str]:
    new_polygons = {p["code"]: g for p, g in polygons_of(source / "communes_new_vn_simplified.geojson")}
    early = read_list(source / "units_old_2021-07-01.csv", "a")
    late = read_list(source / "units_old_2025-03-01.csv", "b")
    check_old_list("2021-07-01", early, 10603, 705)
    check_old_list("2025-03-01", late, 10047, 696)
    today = read_today(source / "units_new_2026.csv", new_polygons)
    versions, standing = merge_old_lists(early, late)

    census = Map2009(source / "communes_2009_vn.geojson")
    polygon_of_old = {}
    for name in ("units_old_2021-07-01.csv", "units_old_2025-03-01.csv"):
        for r in rows(source / name):
            if r["commune_code"] and r["commune_code"] not in polygon_of_old:
                polygon = census.polygon_of(r)
                if polygon is not None and polygon.area > 0:
                    polygon_of_old[r["commune_code"]] = polygon
    tree_codes = list(new_polygons)
    tree = STRtree([new_polygons[c] for c in tree_codes])

    links = Successions()
    pairs = read_mapping(source, today)
    expect("old communes mapped", len(pairs), 10047)
    link_mapped_communes(links, pairs, standing, polygon_of_old, new_polygons)
    for unit in versions:
        later = standing.get(unit.code)
        if later and later is not unit and unit.level == "commune":
            links.add(unit.id, later.id, 1.0, "k")
    vanished = [u for u in versions if u.level == "commune" and u.code not in standing]
    ways = link_vanished_communes(links, vanished, polygon_of_old, tree, tree_codes, new_polygons)
    link_districts(links, versions, standing, (early, late), today)
    link_by_district(links, vanished, (early, late))
    link_provinces(links, versions, standing, today)
    added = later_names(today, links)
    check_agencies(source)

    right, asked = accuracy_of_overlap(pairs, polygon_of_old, tree, tree_codes, new_polygons)
    print(f"units {len(versions) + len(today) + len(added)}, vanished before 2025: {dict(sorted(ways.items()))}")
    print(f"largest overlap agrees with the mapping: {right} of {asked}")
    seats = sum("l" in u.doubts for u in of_level(today, "commune"))
    print(f"seats of today far outside their polygon: {seats}")

    everything = sorted([*versions, *added, *today.values()], key=lambda u: (u.letter, len(u.code), u.code))
    ids = [u.id for u in everything]
    expect("identifiers are unique", len(set(ids)), len(ids))
    known = set(ids)
    expect("links end at known units", {i for o, n in links.links.items() for i in (o, *n)} - known, set())
    return {
        "places.tsv": table(
            ["id", "kind", "name", "parent", "from", "to", "lat", "lon", "population", "year", "doubts"],
            [u.row() for u in everything],
        ),
        "successions.tsv": table(["old", "new", "share", "basis"], links.rows()),
        "document_kinds.tsv": table(["name", "abbreviation"], document_kinds(source)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--check", action="store_true", help="compare with the committed tables, write nothing")
    options = parser.parse_args()
    stale = []
    for name, text in compile_tables(options.source).items():
        path = DATA / name
        if options.check:
            if not path.exists() or path.read_bytes() != text.encode():
                stale.append(name)
            continue
        path.write_bytes(text.encode())
        print(f"{name}: {len(text.encode()):,} bytes, {text.count(chr(10)) - 1:,} rows")
    if stale:
        print("stale tables, run this script again: " + ", ".join(stale), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
