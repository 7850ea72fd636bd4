# Compares results with what rasterio reads from the sources: compare.py FILE with
# [{"path", "hides", "value", "bands", "part", "what", "whole", "crops": [...]}]. Prints a list of what differs.
import json, sys
import numpy as np
import rasterio

wrong = []


def source(case):
    with rasterio.open(case["path"]) as src:
        numbers = list(range(1, case["bands"] + 1))
        data, mask = src.read(numbers), src.read_masks(numbers) == 0
        if case["hides"] == "stac":
            mask |= np.isnan(data) if case["value"] == "nan" else data == np.array(float(case["value"])).astype(data.dtype)
        if data.dtype.kind == "f":
            mask |= np.isnan(data)
        scales = list(zip(src.scales, src.offsets))[: case["bands"]]
        return data.astype("float64"), mask, src.transform, src.crs, scales, str(data.dtype)


def upright(data, mask, transform):
    if transform.e < 0:
        return data, mask, transform
    rows = data.shape[1]
    return data[:, ::-1], mask[:, ::-1], rasterio.Affine(transform.a, 0, transform.c, 0, -transform.e, transform.f + rows * transform.e)


def compare(case, path, box):
    data, mask, transform, crs, scales, kind = source(case)
    data, mask, transform = upright(data, mask, transform)
    if box is not None:
        x = transform.c + (np.arange(data.shape[2]) + 0.5) * transform.a
        y = transform.f + (np.arange(data.shape[1]) + 0.5) * transform.e
        columns, rows = np.flatnonzero((x >= box["west"]) & (x <= box["east"])), np.flatnonzero((y >= box["south"]) & (y <= box["north"]))
        data, mask = data[:, rows][:, :, columns], mask[:, rows][:, :, columns]
        transform = transform * rasterio.Affine.translation(columns[0], rows[0])
    with rasterio.open(path) as out:
        ours, hidden, place = upright(out.read().astype("float64"), out.read_masks() == 0, out.transform)
        hidden |= np.isnan(ours)
        if ours.shape != data.shape:
            return f"shape {ours.shape}, not {data.shape}"
        if out.crs != crs:
            return f"CRS {out.crs}, not {crs}"
        if not place.almost_equals(transform, precision=1e-9 * abs(transform.c)):
            return f"transform {place[:6]}, not {transform[:6]}"
        if (hidden != mask).any():
            return (f"{(hidden & ~mask).sum()} cells hidden that are data, {(mask & ~hidden).sum()} shown that are none, of {mask.size}; "
                    f"{out.dtypes[0]}, no-data {out.nodata}")
        if (ours[~mask] != data[~mask]).any():
            return f"{(ours[~mask] != data[~mask]).sum()} of {mask.size} values differ; {kind} became {out.dtypes[0]}"
        if case["hides"] in ("header", "stac") and out.dtypes[0] != kind:
            return f"{kind} became {out.dtypes[0]}"
        if list(zip(out.scales, out.offsets)) != scales:
            return f"scales {list(zip(out.scales, out.offsets))}, not {scales}"


with open(sys.argv[1]) as text:
    for case in json.load(text):
        for path, box in [(case["whole"], None)] + [(crop, case["part"]) for crop in case["crops"]]:
            if path and (difference := compare(case, path, box)):
                wrong.append(f"{case['what']}{'' if box is None else ', cropped'}: {difference}")
print(json.dumps(wrong))
