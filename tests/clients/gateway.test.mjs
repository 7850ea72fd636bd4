// The service behind nginx with a path prefix: what the gateway must do, then everything that the client test does without one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { after, describe, test } from "node:test";
import { PREFIX, USER, startGateway } from "./gateway.mjs";

const gateway = await startGateway();
process.env.OPENEO_URL = gateway.url;
process.env.OPENEO_USER = USER.name;
process.env.OPENEO_PASSWORD = USER.password;
const api = `${gateway.url}/openeo/v1`;

after(() => gateway.stop());

/** What comes back for these bytes. */
function exchange(bytes) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.origin);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    socket.on("data", (data) => (answer += data));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

/** Fails unless the text is a response with an openEO error. */
function assertError(answer, status, code) {
  const [head, body] = answer.split("\r\n\r\n");
  assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
  assert.match(head, /access-control-allow-origin: \*/i);
  const error = JSON.parse(body);
  assert.equal(error.code, code);
  assert.ok(error.id && error.message && Array.isArray(error.links));
}

describe("the gateway", () => {
  for (const path of ["", PREFIX])
    test(`leads to the API from ${path}/.well-known/openeo`, async () => {
      const { versions } = await (await fetch(`${gateway.origin}${path}/.well-known/openeo`)).json();
      assert.deepEqual(versions.map((version) => version.url), [api]);
    });

  test("does not let a client choose where links lead", async () => {
    const headers = { "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Proto": "ftp", "X-Forwarded-For": "192.0.2.1" };
    const capabilities = await (await fetch(`${api}/`, { headers })).json();
    assert.equal(capabilities.links.find((link) => link.rel === "self").href, `${api}/`);
  });

  test("leaves escaped characters of a path as they are", async () => {
    const error = await (await fetch(`${api}/collections/a%2Fb%25c`)).json();
    assert.match(error.message, /a(\/|%2F)b%c/);
  });

  test("passes a large body on and leaves it to the service to refuse it", async () => {
    const response = await fetch(`${api}/validation`, { method: "POST", headers: { "Content-Type": "application/json" }, body: " ".repeat(30 << 20) }).catch((error) => error);
    // Refused while it is still being sent: some clients see the answer, some the end of the connection.
    if (response instanceof Error) return assert.match(String(response.cause), /EPIPE|ECONNRESET|closed/);
    assert.ok([401, 413].includes(response.status), `${response.status}`);
    assert.match((await response.json()).code, /AuthenticationRequired|RequestTooLarge/);
  });

  test("answers what is no request with an openEO error", async () => {
    assertError(await exchange("GET / HTTP/1.1\r\n\r\n"), 400, "RequestInvalid");
    assertError(await exchange(`GET ${PREFIX}/openeo/v1/?${"x".repeat(100_000)} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`), 400, "RequestInvalid");
    assertError(await exchange(`GET ${PREFIX}/openeo/v1/ HTTP/1.1\r\nHost: h\r\nX-Long: ${"x".repeat(100_000)}\r\nConnection: close\r\n\r\n`), 400, "RequestInvalid");
  });

  test("lets a page be compressed and revalidated", async () => {
    const first = await fetch(`${api}/processes`, { headers: { "Accept-Encoding": "br" } });
    assert.equal(first.headers.get("content-encoding"), "br");
    await first.arrayBuffer();
    const second = await fetch(`${api}/processes`, { headers: { "If-None-Match": first.headers.get("etag") } });
    assert.equal(second.status, 304);
  });
});

await import("./client.test.mjs");
await import("./workspace.test.mjs");

describe("afterwards", () => {
  test("a result is read in ranges by its signed link alone, and the log of the gateway has no signature", async () => {
    const { default: openeo } = await import("@openeo/js-client");
    const connection = await openeo.OpenEO.connect(gateway.url);
    await (await connection.listAuthProviders()).find((provider) => provider.getType() === "basic").login(USER.name, USER.password);
    const builder = await connection.buildProcess("Sum");
    const job = await connection.createJob(builder.add(20, 22), "sum");
    await job.startJob();
    let told;
    const finished = new Promise((resolve) => (told = job.monitorJob((one) => ["finished", "error"].includes(one.status) && resolve(one), 1, false)));
    await finished;
    told();
    const [asset] = await job.listResults();
    assert.ok(asset.href.startsWith(`${api}/`), asset.href);
    const head = await fetch(asset.href, { method: "HEAD" });
    assert.equal(head.headers.get("accept-ranges"), "bytes");
    assert.equal(head.headers.get("content-length"), "2");
    const part = await fetch(asset.href, { headers: { Range: "bytes=1-1" } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get("content-range"), "bytes 1-1/2");
    assert.equal(await part.text(), "2");
    const log = await readFile(gateway.accessLog, "utf8");
    assert.ok(log.includes("/results/assets/") && !log.includes("signature"), "the access log");
  });

  test("without the service the gateway says so in openEO's words", async () => {
    await gateway.service.stop();
    const response = await fetch(`${api}/`);
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get("retry-after")) > 0);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal((await response.json()).code, "InfrastructureBusy");
  });
});
