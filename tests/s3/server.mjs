// An S3 server with the bucket "open", which anybody may read, and "closed", which only those may read who sign with its key. It verifies signatures; that
// requests without any are refused is added here. Tests put files into both. Ends with its input. A line of JSON for each request that was made.
import S3rver from "@20minutes/s3rver";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directory = mkdtempSync(join(tmpdir(), "openeo-s3-"));
const store = new S3rver({ silent: true, directory, configureBuckets: [{ name: "open" }, { name: "closed" }] });
await store.configureBuckets();
const serve = store.callback();
const server = createServer((request, response) => {
    if (request.method === "GET") console.log(JSON.stringify({ url: request.url, range: request.headers.range ?? null }));
    if (request.method === "PUT" || !request.url.startsWith("/closed/") || request.url.includes("X-Amz-Signature=")) return serve(request, response);
    response.writeHead(403, { "Content-Type": "application/xml" });
    response.end("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
process.stdin.resume();
process.stdin.on("end", () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(0);
});
