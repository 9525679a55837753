import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { expect, test } from "vitest";
import { programPath } from "../support/programs.ts";
import { installation, seen } from "../support/tandem.ts";

/** A certificate of its own for localhost, as a key and a certificate in files. */
function makeCertificate(folder: string) {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const words =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost " +
    "-addext subjectAltName=DNS:localhost";
  execFileSync(programPath("openssl"), [...words.split(" "), "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  return { key, certificate };
}

test("a server behind TLS takes hosts and guests who trust its certificate, and nobody else gets through", async () => {
  const own = installation();
  const { key, certificate } = makeCertificate(own.folder);
  // What stands in front of a server for more than a room: it ends TLS and passes everything on.
  const sockets = new Set<Socket>();
  let behind = 0;
  const front = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
    const inner = connect(behind, "127.0.0.1");
    for (const each of [socket, inner]) {
      sockets.add(each);
      each.on("error", () => {});
    }
    socket.pipe(inner).pipe(socket);
  });
  front.on("tlsClientError", () => {});
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const { port } = front.address() as AddressInfo;
  const origin = `https://localhost:${port}`;
  const server = installation().spawn(["server", "--port", "0", "--json", "--public-url", origin]);
  behind = Number((await server.line({ event: "ready" }))["port"]);

  const trusting = { env: { NODE_EXTRA_CA_CERTS: certificate } };
  const target = ["--", "bash", "-c", "echo over-$((40+2)); read"];
  const host = own.spawn(["start", "--headless", "--json", "--signaling", origin, ...target], trusting);
  const id = String((await host.line({ event: "ready" }))["session"]);
  const { url } = await own.share(id);
  expect(new URL(url).origin).toBe(origin);
  const words = ["join", url, "--json", "--yes", "--relay", "--name"];
  const mia = own.spawn([...words, "Mia"], trusting);
  await seen(mia, "over-42");

  expect(await own.run(...words, "Ben")).toMatchObject({ code: 4 });
  for (const each of sockets) each.destroy();
  front.close();
});
