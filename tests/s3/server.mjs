// An S3 server with the bucket "open", which anybody may read, and others, which only those may read who sign with the key KEY and its SECRET. It verifies
// signatures; that requests without any are refused is added here. Tests put files into all. Ends with its input. A line of JSON for each GET.
import S3rver from "@20minutes/s3rver";
import accounts from "@20minutes/s3rver/lib/models/account.js";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directory = mkdtempSync(join(tmpdir(), "openeo-s3-"));
const store = new S3rver({ silent: true, directory, configureBuckets: ["open", "closed", "mistyped", "unknown"].map((name) => ({ name })) });
accounts.DUMMY_ACCOUNT.createKeyPair(process.env.KEY, process.env.SECRET);
await store.configureBuckets();
const serve = store.callback();
const server = createServer((request, response) => {
    if (request.method === "GET") console.log(JSON.stringify({ url: request.url, range: request.headers.range ?? null }));
    if (request.method === "PUT" || request.url.startsWith("/open/") || request.headers.authorization
        || request.url.includes("X-Amz-Signature=")) return serve(request, response);
    response.writeHead(403, { "Content-Type": "application/xml" });
    response.end("<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
});
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("ready"));
process.stdin.resume();
process.stdin.on("end", () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit(0);
});
