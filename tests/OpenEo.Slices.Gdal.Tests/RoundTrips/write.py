# Writes rasters of every kind, from seeds, each with a STAC item: write.py FOLDER FIRST COUNT. Prints what they are.
import json, os, sys
import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform_bounds

folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
os.environ["GDAL_PAM_ENABLED"] = "NO"
INTEGERS = ["uint8", "int16", "uint16", "int32", "uint32"]


def pixels(rng, dtype, shape, nodata):
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        low, high = (info.min, info.max) if rng.random() < 0.5 else (max(info.min, -1000), min(info.max, 4000))
        data = rng.integers(low, high, size=shape, endpoint=True).astype(dtype)
    else:
        data = (rng.normal(size=shape) * 10.0 ** rng.integers(-3, 6)).astype(dtype)
        data[rng.random(shape) < 0.02] = np.nan
    if nodata is not None:
        data[rng.random(shape) < 0.1] = nodata
    return data


def case(seed):
    rng = np.random.default_rng(seed)
    choose = lambda *values: values[rng.integers(len(values))]
    dtype = choose(*INTEGERS, "float32", "float64")
    jp2 = dtype in ("uint8", "uint16") and rng.random() < 0.3
    height, width, bands = int(rng.integers(30, 300)), int(rng.integers(30, 300)), int(rng.integers(1, 4))
    code, step = choose((32632, 10.0), (32719, 20.0), (4326, 0.001), (3857, 12.5), (3035, 100.0))
    x0, y0 = {32632: (600000.0, 5200020.0), 32719: (300000.0, 7000000.0), 4326: (11.0, 46.5), 3857: (1.2e6, 5.8e6), 3035: (4.4e6, 2.6e6)}[code]
    x0, y0 = x0 + step * float(choose(0, 0.5, 0.25, 0.123)), y0 + step * float(choose(0, 0.5, 0.75, 0.377))
    aspect = choose(1, 1, 1.5)
    south_up = not jp2 and rng.random() < 0.2
    transform = Affine(step, 0, x0, 0, step * aspect if south_up else -step * aspect, y0)
    hides = choose("nothing", "header", "stac") if jp2 else choose("nothing", "header", "header", "stac", "mask", "msk", "alpha")
    if hides == "alpha" and dtype not in ("uint8", "uint16"):
        hides = "mask"
    if hides == "header" and jp2:
        hides = "stac"
    value = None
    if hides in ("header", "stac"):
        if dtype in INTEGERS:
            value = int(choose(0, np.iinfo(dtype).min, np.iinfo(dtype).max, 255))
        else:
            value = choose(-9999.0, float(np.float32(-9999.9)), float("nan"), float(np.float32(1e20)))
    data = pixels(rng, dtype, (bands, height, width), value)
    path = os.path.join(folder, f"{seed}." + ("jp2" if jp2 else "tif"))
    profile = dict(width=width, height=height, count=bands + (hides == "alpha"), dtype=dtype, crs=CRS.from_epsg(code), transform=transform)
    if hides == "header":
        profile["nodata"] = value
    if jp2:
        profile.update(driver="JP2OpenJPEG", QUALITY="100", REVERSIBLE="YES", YCBCR420="NO")
        if bands == 3:
            profile["YCC"] = "NO"
    else:
        profile.update(driver="GTiff", compress=choose("deflate", "lzw", "zstd", "none"), interleave=choose("band", "pixel"))
        if rng.random() < 0.5:
            profile.update(tiled=True, blockxsize=choose(16, 64, 128), blockysize=choose(16, 64, 128))
        else:
            profile["blockysize"] = int(choose(1, 8, 37))
        if profile["compress"] != "none":
            profile["predictor"] = choose(1, 2) if dtype in INTEGERS else choose(1, 3)
    scaled = not jp2 and rng.random() < 0.3
    point = not jp2 and rng.random() < 0.3
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=hides == "mask"):
        with rasterio.open(path, "w", **profile) as out:
            out.write(data, list(range(1, bands + 1)))
            shape = rng.random((height, width)) < 0.8
            if hides == "alpha":
                out.write(np.where(shape, np.iinfo(dtype).max, 0).astype(dtype), bands + 1)
                out.colorinterp = [rasterio.enums.ColorInterp.gray] + [rasterio.enums.ColorInterp.undefined] * (bands - 1) + [rasterio.enums.ColorInterp.alpha]
            if hides in ("mask", "msk"):
                out.write_mask(shape)
            if point:
                out.update_tags(AREA_OR_POINT="Point")
            if scaled:
                out.scales, out.offsets = [0.5] * out.count, [float(rng.integers(-3, 4))] * out.count
    with rasterio.open(path) as src:
        (left, right), (bottom, top) = sorted((src.bounds.left, src.bounds.right)), sorted((src.bounds.bottom, src.bounds.top))
        asset = {"href": f"./{os.path.basename(path)}", "type": "image/jp2" if jp2 else "image/tiff; application=geotiff", "roles": ["data"],
                 "bands": [{"name": f"b{i + 1}"} for i in range(bands)]}
        if rng.random() < 0.5:
            asset.update({"proj:code": f"EPSG:{code}", "proj:shape": [height, width], "proj:transform": list(src.transform)[:6], "data_type": dtype})
        if hides == "stac":
            asset["nodata"] = "nan" if isinstance(value, float) and np.isnan(value) else value
        west, south, east, north = transform_bounds(src.crs, "EPSG:4326", left, bottom, right, top)
    item = {"type": "Feature", "stac_version": "1.1.0", "id": str(seed), "bbox": [west, south, east, north], "geometry": None, "links": [],
            "properties": {"datetime": "2024-05-01T10:00:00Z"}, "assets": {"data": asset}}
    with open(os.path.join(folder, f"{seed}.json"), "w") as out:
        json.dump(item, out)
    stepx, stepy = step, step * aspect
    columns, rows = sorted(rng.choice(width - 1, 2, replace=False) + 0.0), sorted(rng.choice(height - 1, 2, replace=False) + 0.0)
    part = {"west": left + (columns[0] + rng.uniform(0.05, 0.45)) * stepx, "east": left + (columns[1] + rng.uniform(0.55, 0.95)) * stepx,
            "south": bottom + (rows[0] + rng.uniform(0.05, 0.45)) * stepy, "north": bottom + (rows[1] + rng.uniform(0.55, 0.95)) * stepy, "crs": code}
    what = (f"{seed}: {dtype}, {bands} bands, {profile['driver']} {profile.get('compress', '')}, hidden by {hides} ({value}), scaled {scaled}, "
            f"point {point}, south-up {south_up}")
    return {"path": path, "item": os.path.join(folder, f"{seed}.json"), "hides": hides, "value": str(value), "bands": bands, "part": part, "what": what}


print(json.dumps([case(seed) for seed in range(first, first + count)]))
