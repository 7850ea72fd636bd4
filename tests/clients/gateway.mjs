// Starts the built service and, in front of it, nginx with the configuration of deploy/nginx and a path prefix.
import { spawn, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary, freePort, root, startService, until } from "./service.mjs";

export const PREFIX = "/eo/backend";
export const USER = { name: "ada", password: "a long password" };

/** The template with its variables filled in, as envsubst in the nginx image does it. */
async function fillIn(values) {
  const template = await readFile(join(root, "deploy", "nginx", "openeo.conf.template"), "utf8");
  return template.replace(/\$\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`nobody sets ${name}`);
    return values[name];
  });
}

// What the distribution's own nginx.conf has around it, without a place outside the folder.
const surroundings = (folder, user) => `
${user}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  include ${folder}/openeo.conf;
}
`;

/** Service and gateway; the demo user does not exist behind a gateway, so a user is added. */
export async function startGateway() {
  const folder = await mkdtemp(join(tmpdir(), "openeo-gateway-"));
  const service = await startService({ TrustedProxies__0: "127.0.0.1" });
  const origin = `http://127.0.0.1:${await freePort()}`;
  const accessLog = join(folder, "access.log");
  let nginx;
  const stop = async () => {
    if (nginx) {
      nginx.kill("SIGTERM");
      await new Promise((resolve) => (nginx.exitCode === null && nginx.signalCode === null ? nginx.on("exit", resolve) : resolve()));
    }
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    execFileSync("dotnet", [binary, "users", "add", USER.name], { env: service.environment, input: `${USER.password}\n`, stdio: ["pipe", "pipe", "inherit"] });
    const values = { OPENEO_LISTEN: new URL(origin).host, OPENEO_UPSTREAM: new URL(service.url).host, OPENEO_PREFIX: PREFIX, OPENEO_ACCESS_LOG: accessLog };
    await writeFile(join(folder, "openeo.conf"), await fillIn(values));
    await writeFile(join(folder, "nginx.conf"), surroundings(folder, process.getuid() === 0 ? "user root;" : ""));
    nginx = spawn("nginx", ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    nginx.on("error", (error) => console.error(`nginx: ${error.message}`));
    await until(async () => (await fetch(`${origin}${PREFIX}/openeo/v1/health/ready`)).ok || undefined, 30, "Readiness behind the gateway");
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, url: origin + PREFIX, service, accessLog, stop };
}
