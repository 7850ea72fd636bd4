// What a user of the JavaScript client does, from connecting to deleting, against the real service.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import openeo from "@openeo/js-client";
import { startService, until } from "./service.mjs";

const { OpenEO } = openeo;
const [USER, PASSWORD] = [process.env.OPENEO_USER ?? "demo", process.env.OPENEO_PASSWORD ?? "demo"];
const COLLECTION = process.env.OPENEO_COLLECTION ?? "SENTINEL2_DEMO";

let service, connection, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "openeo-download-"));
  service = await startService();
  connection = await OpenEO.connect(service.url);
});

after(async () => {
  await service?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** NDVI of the collection's middle, median over time; built as a user would. */
async function ndviMedian(format = "GTiff") {
  const collection = await connection.describeCollection(COLLECTION);
  const [west, south, east, north] = collection.extent.spatial.bbox[0];
  const builder = await connection.buildProcess("ndvi_median");
  const [w, h] = [(east - west) / 4, (north - south) / 4];
  const extent = { west: west + w, south: south + h, east: east - w, north: north - h };
  const cube = builder.load_collection(COLLECTION, extent, null, ["B04", "B08"]);
  // The client calls a child process with the child's own builder as "this".
  const index = builder.reduce_dimension(cube, function (data) { return this.normalized_difference(data["B08"], data["B04"]); }, "bands");
  const median = builder.reduce_dimension(index, function (data) { return this.median(data); }, "t");
  return builder.save_result(median, format);
}

/** A graph that computes a number. */
async function sum(x, y) {
  const builder = await connection.buildProcess("Sum");
  return builder.add(x, y);
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("before login", () => {
  test("the service is found and describes itself", async () => {
    const capabilities = connection.capabilities();
    assert.match(capabilities.apiVersion(), /^1\.3/);
    for (const feature of ["createJob", "listJobs", "startJob", "stopJob", "estimateJob", "debugJob", "listResults", "updateJob", "deleteJob", "computeResult", "validateProcess", "describeCollection", "listCollectionItems", "authenticateBasic", "uploadFile", "listUserProcesses", "setUserProcess"])
      assert.ok(capabilities.hasFeature(feature), feature);
    for (const feature of ["listServices"]) assert.ok(!capabilities.hasFeature(feature), `${feature} is promised but does not exist`);
  });

  test("collections, processes and formats can be read", async () => {
    await until(async () => ((await connection.listCollections()).collections.some((c) => c.id === COLLECTION) ? true : undefined), 60, "The demo collection");
    const collection = await connection.describeCollection(COLLECTION);
    assert.ok(collection["cube:dimensions"].bands.values.includes("B04"));
    assert.equal(collection["cube:dimensions"].x.axis, "x");
    // The client asks for 50 and never for more, and its builder offers what it has seen.
    const ids = (await connection.listProcesses()).processes.map((process) => process.id);
    assert.ok(ids.length >= 100 && new Set(ids).size === ids.length, `${ids.length} processes`);
    // As the client's examples do it: one call for each list, and a builder that offers every process.
    const builder = await connection.buildProcess("anything");
    for (const id of ids) assert.equal(typeof builder[id], "function", id);
    const items = await connection.listCollectionItems(COLLECTION, collection.extent.spatial.bbox[0], ["2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z"]).nextPage();
    assert.ok(items.length > 1 && items.every((item) => item.collection === COLLECTION));
    const formats = await connection.listFileTypes();
    assert.ok(formats.getOutputType("gtiff"));
    assert.ok(formats.getOutputType("netcdf"));
  });

  test("jobs cannot be read", async () => {
    await assert.rejects(() => connection.listJobs(), (error) => error.code === "AuthenticationRequired");
  });

  test("a wrong password is refused", async () => {
    const basic = (await connection.listAuthProviders()).find((provider) => provider.getType() === "basic");
    await assert.rejects(() => basic.login(USER, "wrong"), (error) => error.code === "CredentialsInvalid");
  });
});

describe("after login", () => {
  before(async () => {
    const basic = (await connection.listAuthProviders()).find((provider) => provider.getType() === "basic");
    await basic.login(USER, PASSWORD);
  });

  test("the account is described", async () => {
    const account = await connection.describeAccount();
    assert.ok(account.user_id);
  });

  test("a good graph validates, a bad one is told all its faults", async () => {
    assert.equal((await connection.validateProcess(await ndviMedian())).length, 0);
    const errors = await connection.validateProcess({ process_graph: { a: { process_id: "ad", arguments: {} }, b: { process_id: "add", arguments: { x: 1 }, result: true } } });
    assert.deepEqual(errors.map((error) => error.code).sort(), ["ProcessParameterRequired", "ProcessUnsupported"]);
  });

  test("a batch job runs from creation to the downloaded file", async () => {
    const job = await connection.createJob(await ndviMedian(), "NDVI", "Median over a year", null, null, { job_options: { memory: "1g" } });
    assert.equal(job.status, "created");
    assert.deepEqual(job.extra?.job_options ?? (await job.describeJob()).getAll().job_options, { memory: "1g" });
    assert.ok((await job.estimateJob()).size > 0);

    await job.startJob();
    const seen = [];
    await until(async () => {
      await job.describeJob();
      seen.push(job.status);
      return ["finished", "error", "canceled"].includes(job.status) ? true : undefined;
    }, 90, "The end of the job");
    const logs = await job.debugJob().nextLogs();
    assert.equal(job.status, "finished", JSON.stringify(logs));
    assert.ok(logs.length > 0 && logs.every((entry) => typeof entry.id === "string" && entry.message));
    assert.ok(seen.every((status) => ["queued", "running", "finished"].includes(status)), seen.join());

    const results = await job.getResultsAsStac();
    assert.equal(results.type, "Collection");
    assert.ok(results.links.some((link) => link.rel === "canonical"));
    const files = await job.downloadResults(folder);
    assert.equal(files.length, 1);
    const [asset] = Object.values(results.assets);
    assert.equal((await stat(files[0])).size, asset["file:size"]);
    const info = JSON.parse(execFileSync("gdalinfo", ["-json", files[0]]));
    assert.deepEqual(info.size, [...asset["proj:shape"]].reverse());
    assert.equal(info.metadata.IMAGE_STRUCTURE.LAYOUT, "COG");

    await job.deleteJob();
    await assert.rejects(() => job.describeJob(), (error) => error.code === "JobNotFound");
  });

  test("monitoring tells when the job is finished", async () => {
    const job = await connection.createJob(await sum(1, 2), "sum");
    await job.startJob();
    let stop;
    const finished = new Promise((resolve) => {
      stop = job.monitorJob((told) => told.status === "finished" && resolve(told), 1, false);
    });
    await finished;
    stop();
    const [asset] = await job.listResults();
    assert.equal(await (await fetch(asset.href)).text(), "3");
  });

  test("a job is listed, renamed and, while it is new, canceled without harm", async () => {
    const job = await connection.createJob(await sum(1, 2), "first");
    assert.ok((await connection.listJobs()).some((one) => one.id === job.id));
    await job.updateJob({ title: "second" });
    assert.equal((await connection.getJob(job.id)).title, "second");
    await job.stopJob();
    assert.equal((await job.describeJob()).status, "created");
    await job.deleteJob();
  });

  test("a number is computed at once", async () => {
    const response = await connection.computeResult(await sum(40, 2));
    assert.match(response.type, /^application\/json/);
    assert.equal((await readAll(response.data)).toString(), "42");
    assert.ok(Array.isArray(response.logs));
  });

  test("an image is computed at once", async () => {
    const target = join(folder, "sync.tif");
    await connection.downloadResult(await ndviMedian(), target);
    const bytes = await readFile(target);
    assert.equal(bytes.subarray(0, 2).toString(), "II", `${basename(target)} is no TIFF`);
  });

  test("an image of several dates is one file with a band for each date and band", async () => {
    const builder = await connection.buildProcess("dates");
    const cube = builder.load_collection(COLLECTION, null, ["2024-01-01", "2024-03-01"], ["B04", "B08"]);
    const target = join(folder, "dates.tiff");
    await connection.downloadResult(builder.save_result(cube, "GTiff"), target);
    const names = JSON.parse(execFileSync("gdalinfo", ["-json", target])).bands.map((band) => band.description);
    const dates = [...new Set(names.map((name) => name.split("_")[0]))];
    assert.ok(dates.length > 1 && dates.every((date) => /^2024-0[12]-\d\d$/.test(date)), names.join());
    assert.deepEqual(names, dates.flatMap((date) => [`${date}_B04`, `${date}_B08`]));
  });

  test("errors say what is wrong and where", async () => {
    const builder = await connection.buildProcess("wrong");
    await assert.rejects(() => connection.createJob(builder.load_collection("NO_SUCH", null, null), "wrong"), (error) => error.code === "CollectionNotFound" && error.message.includes("NO_SUCH"));
  });
});
