// What a user of the JavaScript client keeps at the service: processes and files of his own; and what he asks of jobs beyond running them.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import openeo from "@openeo/js-client";
import { startService, until } from "./service.mjs";

const { OpenEO } = openeo;
const [USER, PASSWORD] = [process.env.OPENEO_USER ?? "demo", process.env.OPENEO_PASSWORD ?? "demo"];

let service, connection, folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "openeo-workspace-"));
  service = await startService();
  connection = await OpenEO.connect(service.url);
  await (await connection.listAuthProviders()).find((provider) => provider.getType() === "basic").login(USER, PASSWORD);
});

after(async () => {
  await service?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

const times = {
  summary: "Times two",
  parameters: [{ name: "x", description: "a number", schema: { type: "number" } }],
  returns: { description: "the double", schema: { type: "number" } },
  process_graph: { m: { process_id: "multiply", arguments: { x: { from_parameter: "x" }, y: 2 }, result: true } },
};

async function finish(job) {
  await job.startJob();
  await until(async () => ((await job.describeJob()).status === "finished" ? true : undefined), 60, "The end of the job");
  return job;
}

async function text(response) {
  const chunks = [];
  for await (const chunk of response.data) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("processes of one's own", () => {
  test("are stored, listed, described, called, replaced and deleted", async () => {
    assert.ok(["listUserProcesses", "setUserProcess", "describeUserProcess", "deleteUserProcess"].every((feature) => connection.capabilities().hasFeature(feature)));
    await connection.setUserProcess("times_two", times);
    assert.ok((await connection.listUserProcesses()).some((one) => one.id === "times_two" && one.summary === "Times two"));
    assert.equal((await connection.getUserProcess("times_two")).processGraph.m.process_id, "multiply");

    const call = { process_graph: { c: { process_id: "times_two", namespace: "user", arguments: { x: 21 }, result: true } } };
    assert.equal((await connection.validateProcess(call)).length, 0);
    assert.equal(await text(await connection.computeResult(call)), "42");
    const job = await finish(await connection.createJob(call, "by a process of mine"));
    assert.equal(await (await fetch((await job.listResults())[0].href)).text(), "42");

    const stored = await connection.getUserProcess("times_two");
    await stored.replaceUserProcess({ ...times, summary: "Replaced" });
    assert.equal((await connection.getUserProcess("times_two")).summary, "Replaced");
    await stored.deleteUserProcess();
    assert.ok(!(await connection.listUserProcesses()).some((one) => one.id === "times_two"));
    await assert.rejects(() => connection.computeResult(call), (error) => error.code === "ProcessUnsupported");
  });

  test("come in pages", async () => {
    const ids = ["page_a", "page_b", "page_c"];
    for (const id of ids) await connection.setUserProcess(id, times);
    const seen = [];
    for await (const page of connection.paginateUserProcesses(2)) seen.push(...page.map((one) => one.id));
    assert.deepEqual(seen.filter((id) => ids.includes(id)), ids);
    for (const id of ids) await (await connection.getUserProcess(id)).deleteUserProcess();
  });
});

describe("files", () => {
  test("are uploaded, listed, downloaded and deleted", async () => {
    const source = join(folder, "source.txt");
    await writeFile(source, "grün und blau");
    const file = await connection.uploadFile(source, "notes/first one.txt");
    assert.equal(file.size, 14);
    assert.ok((await connection.listFiles()).some((one) => one.path === "notes/first one.txt"));
    const target = join(folder, "target.txt");
    await file.downloadFile(target);
    assert.equal(await readFile(target, "utf8"), "grün und blau");
    await file.deleteFile();
    assert.ok(!(await connection.listFiles()).some((one) => one.path === "notes/first one.txt"));
  });

  test("are computed with", async () => {
    const image = { process_graph: { l: { process_id: "load_uploaded_files", arguments: { paths: ["scene.tif"], format: "GTiff" } }, d: { process_id: "dimension_labels", arguments: { data: { from_node: "l" }, dimension: "bands" }, result: true } } };
    await assert.rejects(() => connection.computeResult(image), (error) => error.code === "FileNotFound");
    await until(async () => ((await connection.listCollections()).collections.some((one) => one.id === "SENTINEL2_DEMO") ? true : undefined), 90, "The demo collection");
    const builder = await connection.buildProcess("one_band");
    const cube = builder.load_collection("SENTINEL2_DEMO", null, ["2024-01-01", "2024-12-31"], ["B04"]);
    const scene = join(folder, "scene.tif");
    await connection.downloadResult(builder.save_result(builder.reduce_dimension(cube, function (data) { return this.min(data); }, "t"), "GTiff"), scene);
    const file = await connection.uploadFile(scene, "scene.tif");
    assert.deepEqual(JSON.parse(await text(await connection.computeResult(image))), ["B04"]);
    await file.deleteFile();
  });
});

describe("jobs", () => {
  const sum = { process_graph: { a: { process_id: "add", arguments: { x: 1, y: 2 }, result: true } } };

  test("are estimated, and tell what else the service knows", async () => {
    const estimate = await (await connection.createJob(sum)).estimateJob();
    assert.ok(estimate.costs === 0 && estimate.expires && estimate.downloads_included === null && estimate.basis, JSON.stringify(estimate));
  });

  test("come in pages", async () => {
    const ids = [];
    for (const title of ["one", "two", "three"]) ids.unshift((await connection.createJob(sum, title)).id);
    const seen = [];
    for await (const page of connection.paginateJobs(2)) seen.push(...page.map((job) => job.id));
    assert.deepEqual(seen.slice(0, 3), ids);
    assert.equal(new Set(seen).size, seen.length);
  });

  test("have logs that go on where they were read to", async () => {
    const job = await finish(await connection.createJob(sum, "logs"));
    const logs = job.debugJob();
    const first = await logs.nextLogs(1);
    const rest = await logs.nextLogs();
    assert.equal(first.length, 1);
    assert.ok(rest.length > 1 && !rest.some((entry) => entry.id === first[0].id));
    assert.equal((await logs.nextLogs()).length, 0);
  });

  test("show what is complete before they are at their end", async () => {
    const job = await connection.createJob({
      process_graph: {
        quick: { process_id: "load_collection", arguments: { id: "SENTINEL2_DEMO", spatial_extent: null, temporal_extent: null, bands: ["B04"] } },
        save: { process_id: "save_result", arguments: { data: { from_node: "quick" }, format: "GTiff" } },
        fine: { process_id: "resample_spatial", arguments: { data: { from_node: "quick" }, resolution: 1 } },
        slow: { process_id: "save_result", arguments: { data: { from_node: "fine" }, format: "netCDF" }, result: true },
      },
    }, "partial");
    await job.startJob();
    const partial = await until(async () => {
      await job.describeJob();
      if (job.status !== "running") return undefined;
      const response = await connection._get(`/jobs/${job.id}/results`, { partial: true });
      return Object.keys(response.data.assets).length > 0 ? response.data : undefined;
    }, 90, "A partial result");
    assert.equal(partial["openeo:status"], "running");
    assert.equal((await fetch(Object.values(partial.assets)[0].href, { method: "HEAD" })).status, 200);
    await job.stopJob();
    assert.equal((await job.describeJob()).status, "canceled");
    await job.deleteJob();
  });

  test("send events for those who listen", async () => {
    const job = await connection.createJob(sum, "events");
    const response = await fetch(`${connection.getBaseUrl?.() ?? connection.getUrl()}/jobs/${job.id}/logs`.replace(/([^:])\/\//g, "$1/"), { headers: { Accept: "text/event-stream", Authorization: `Bearer ${connection.getAuthProvider().getToken()}` } });
    assert.match(response.headers.get("content-type"), /^text\/event-stream/);
    await job.startJob();
    let all = "";
    for await (const chunk of response.body) all += Buffer.from(chunk).toString();
    assert.match(all, /event: log[\s\S]*Created[\s\S]*Finished[\s\S]*event: end/);
  });
});
