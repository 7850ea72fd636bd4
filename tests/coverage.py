"""Adds up the coverage of several test projects: a line for each assembly. Argument: the folder with their cobertura files."""
import collections
import glob
import os
import re
import sys
import xml.etree.ElementTree as xml

lines = collections.defaultdict(dict)     # assembly -> (file, line) -> hit in any run
branches = collections.defaultdict(dict)  # assembly -> (file, line) -> most branches taken in one run, branches

for report in glob.glob(os.path.join(sys.argv[1], "**", "coverage.cobertura.xml"), recursive=True):
    root = xml.parse(report).getroot()
    source = root.findtext("sources/source") or ""
    for package in root.iter("package"):
        name = package.get("name")
        for part in package.iter("class"):
            file = os.path.join(source, part.get("filename"))
            for line in part.findall("lines/line"):
                place = (file, int(line.get("number")))
                lines[name][place] = lines[name].get(place, False) or int(line.get("hits")) > 0
                counts = re.search(r"\((\d+)/(\d+)\)", line.get("condition-coverage") or "")
                if counts:
                    branches[name][place] = max(branches[name].get(place, (0, 0)), (int(counts[1]), int(counts[2])))

if not lines:
    sys.exit("No coverage was collected.")
for name in sorted(lines):
    hit, all_lines = sum(lines[name].values()), len(lines[name])
    taken, all_branches = (sum(column) for column in zip((0, 0), *branches[name].values()))
    print(f"Coverage of {name}: {100 * hit / all_lines:.1f} % of {all_lines} lines, {100 * taken / max(all_branches, 1):.1f} % of {all_branches} branches")
