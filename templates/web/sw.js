"use strict";
// Keeps the catalogue for when there is no network. The line before this one says what it is: `library.version`, and
// `library.files`, pairs of a name below the root and its SHA-256, in base64.
const root = new URL("./", location.href);
const mine = `publisher:${root.pathname}:`;
const SHELL = `${mine}shell`, VISITED = `${mine}visited`;
const MOST_VISITED = 400;
const PACKED = /\.(epub|pdf|zim|zip)$/;
const digests = new Map(library.files);

// A file of the catalogue is kept under its name and digest: what did not change is not fetched again, and the pages
// of two versions are never mixed.
const key = (name) => new URL(`${name}?sha256=${encodeURIComponent(digests.get(name))}`, root).href;

const install = async () => {
  const shell = await caches.open(SHELL);
  const missing = [];
  for (const name of digests.keys()) if (!(await shell.match(key(name)))) missing.push(name);
  const fetchOne = async (name) => {
    const address = new URL(name, root);
    const answer = await fetch(address, { cache: "no-cache", integrity: `sha256-${digests.get(name)}` });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await shell.put(key(name), answer);
  };
  while (missing.length) await Promise.all(missing.splice(0, 8).map(fetchOne));
};

const clean = async () => {
  const wanted = new Set([...digests.keys()].map(key));
  const shell = await caches.open(SHELL);
  for (const request of await shell.keys()) if (!wanted.has(request.url)) await shell.delete(request);
  await clients.claim();
};

const remember = async (address, answer) => {
  const visited = await caches.open(VISITED);
  await visited.delete(address);
  await visited.put(address, answer);
  const all = await visited.keys();
  for (const request of all.slice(0, Math.max(0, all.length - MOST_VISITED))) await visited.delete(request);
};

// A page that the host has redirected may not be given for another address.
const plain = (answer) =>
  answer.redirected ? new Response(answer.body, { status: answer.status, headers: answer.headers }) : answer;

const ofShell = async (name) => {
  const kept = digests.has(name) && (await (await caches.open(SHELL)).match(key(name)));
  return kept ? plain(kept) : null;
};

const answer = async (event) => {
  const { request } = event;
  const address = new URL(request.url);
  address.hash = address.search = "";
  let name;
  try {
    name = decodeURIComponent(address.href.slice(root.href.length));
  } catch {
    return fetch(request);
  }
  if (!name || name.endsWith("/")) name += "index.html";
  const kept = await ofShell(name);
  if (kept) return kept;
  const page = new URL(name.split("/").map(encodeURIComponent).join("/"), root).href;
  try {
    const got = await fetch(request);
    if (got.status === 200 && !PACKED.test(name)) event.waitUntil(remember(page, got.clone()).catch(() => {}));
    return got;
  } catch (fault) {
    const old = await caches.match(page);
    if (old) return plain(old);
    return request.mode === "navigate" ? Response.redirect(new URL(`offline.html#${name}`, root)) : Response.error();
  }
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(clean()));
self.addEventListener("message", (event) => { if (event.data === "now") self.skipWaiting(); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("range") || !request.url.startsWith(root.href)) return;
  event.respondWith(answer(event));
});
