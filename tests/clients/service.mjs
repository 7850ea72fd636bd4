// Starts the built service with a database of its own in a temporary folder, and stops it again.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const binary = process.env.OPENEO_BINARY ?? join(root, ".artifacts", "bin", "OpenEo.Slices.Api", "debug", "OpenEo.Slices.dll");

/** A port on which nothing listens. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a check answers something other than undefined; fails with the last error. */
export async function until(check, seconds, what) {
  let last;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    try {
      const answer = await check();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not happen within ${seconds} s`, { cause: last });
}

/** OPENEO_URL names a service that runs already (behind a gateway, in a container); otherwise one is started, with these settings on top. */
export async function startService(settings = {}) {
  if (process.env.OPENEO_URL) return { url: process.env.OPENEO_URL, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "openeo-client-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const { ConnectionStrings__OpenEo, ...inherited } = process.env;
  const environment = { ...inherited, ASPNETCORE_URLS: url, DataFolder: folder, ...settings };
  const service = spawn("dotnet", [binary], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [service.stdout, service.stderr]) stream.on("data", (data) => (output += data));
  const exited = new Promise((resolve) => service.on("exit", resolve));
  const stop = async () => {
    service.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until(async () => {
      if (service.exitCode !== null) throw new Error(`the service ended with ${service.exitCode}`);
      return (await fetch(`${url}/openeo/v1/health/ready`)).ok || undefined;
    }, 90, "Readiness of the service");
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${output}`, { cause: error });
  }
  return { url, environment, stop };
}
