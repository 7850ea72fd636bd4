"""Independent calculations with rasterio, numpy and xarray; compares them with files of the service and exits with a reason when they differ.

    compare.py ndvi SCENE.tif RESULT.tif RESULT.nc
    compare.py crop SCENE.tif RESULT.tif WEST SOUTH EAST NORTH      (EPSG:4326)
    compare.py copy SCENE.tif RESULT.tif
    compare.py median STACK_FOLDER RESULT.tif
"""
import glob
import sys

import numpy as np
import rasterio
from rasterio.warp import transform_bounds

RED, NIR = 1, 4  # band numbers of B04 and B08 in the scene


def check(condition, message):
    if not condition:
        sys.exit(message)


def same(expected, actual, what):
    check(expected.shape == actual.shape, f"{what}: shape {actual.shape}, expected {expected.shape}")
    check(expected.dtype == actual.dtype, f"{what}: type {actual.dtype}, expected {expected.dtype}")
    equal = (expected == actual) | ((expected != expected) & (actual != actual))
    check(equal.all(), f"{what}: {np.count_nonzero(~equal)} of {equal.size} pixels differ")


def index(red, nir, clear=True):
    valid = (red != 0) & (nir != 0) & clear
    red, nir = (np.where(valid, band, np.nan).astype("float32") for band in (red, nir))
    with np.errstate(invalid="ignore", divide="ignore"):
        return (nir - red) / (nir + red)


def ndvi(scene, tif, netcdf):
    import rioxarray  # noqa: F401  (finds the reference system)
    import xarray

    with rasterio.open(scene) as source:
        expected = index(source.read(RED), source.read(NIR))
        grid = source.transform
    with rasterio.open(tif) as result:
        same(expected, result.read(1), "GTiff")
        check(result.transform == grid and result.crs.to_epsg() == 32632, "GTiff: another grid")
    with xarray.open_dataset(netcdf, decode_coords="all") as cube:
        names = list(cube.data_vars)
        check(len(names) == 1, f"netCDF: variables {names}")
        data = cube[names[0]]
        check(data.dims == ("t", "y", "x"), f"netCDF: dimensions {data.dims}")
        same(expected, data.values[0], "netCDF")
        check(data.rio.crs.to_epsg() == 32632, f"netCDF: reference system {data.rio.crs}")
        check(np.allclose(cube.x[0], grid.c + grid.a / 2) and np.allclose(cube.y[0], grid.f + grid.e / 2), "netCDF: coordinates are not pixel centres")
        check(str(data.t.values[0])[:10] == "2022-06-12", f"netCDF: time {data.t.values}")


def crop(scene, tif, *box):
    with rasterio.open(scene) as source, rasterio.open(tif) as result:
        west, south, east, north = transform_bounds("EPSG:4326", source.crs, *map(float, box), densify_pts=21)
        x = source.transform.c + (np.arange(source.width) + 0.5) * source.transform.a
        y = source.transform.f + (np.arange(source.height) + 0.5) * source.transform.e
        columns, rows = np.flatnonzero((x >= west) & (x <= east)), np.flatnonzero((y >= south) & (y <= north))
        same(source.read(RED)[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1], result.read(1), "crop")
        corner = source.transform * (columns[0], rows[0])
        check((result.transform.c, result.transform.f) == corner, f"crop: corner {result.transform.c, result.transform.f}, expected {corner}")


def copy(scene, tif):
    with rasterio.open(scene) as source, rasterio.open(tif) as result:
        same(source.read(), result.read(), "copy")
        check(result.nodatavals == source.nodatavals, f"no-data {result.nodatavals}")
        check(result.transform == source.transform and result.crs == source.crs, "another grid")
        check(result.descriptions == ("B04", "B03", "B02", "B08", "SCL"), f"band names {result.descriptions}")


def median(stack, tif):
    def read(folder, band):
        with rasterio.open(f"{folder}/{band}.tif") as source:
            return source.read(1)

    layers = [index(read(f, "B04"), read(f, "B08"), read(f, "SCL") != 9) for f in sorted(glob.glob(stack + "/S2_*"))]
    with np.testing.suppress_warnings() as quiet:
        quiet.filter(RuntimeWarning)
        expected = np.nanmedian(np.stack(layers), axis=0)
    with rasterio.open(tif) as result:
        same(expected.astype("float32"), result.read(1), "median")


if __name__ == "__main__":
    {"ndvi": ndvi, "crop": crop, "copy": copy, "median": median}[sys.argv[1]](*sys.argv[2:])
