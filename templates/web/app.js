"use strict";
// On a web server, the library becomes an app: it can be installed, works without a network after the first visit,
// tells of a newer version, and keeps titles on the device. From files, nothing of this runs.
(() => {
  const script = document.currentScript;
  const root = new URL("../", script.src);
  const words = script.dataset;
  const workers = navigator.serviceWorker;
  if (!/^https?:$/.test(root.protocol) || !workers || !window.caches) return;

  const again = document.getElementById("again");
  if (again && location.hash) {
    const wanted = new URL(location.hash.slice(1), root);
    again.hidden = !wanted.href.startsWith(root.href);
    again.firstElementChild.href = wanted;
  }

  let asked = false;
  const announce = (worker) => {
    if (document.getElementById("news")) return;
    const news = Object.assign(document.createElement("div"), { id: "news" });
    const show = Object.assign(document.createElement("button"), { type: "button", textContent: words.show });
    show.addEventListener("click", () => { asked = true; worker.postMessage("now"); });
    news.setAttribute("role", "status");
    document.body.append(news);
    // What comes into a status that is there already is read aloud.
    requestAnimationFrame(() => news.append(Object.assign(document.createElement("p"), { textContent: words.news }), show));
  };
  workers.addEventListener("controllerchange", () => { if (asked) location.reload(); });

  workers.register(new URL("sw.js", root)).then((registration) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: new URL("manifest.webmanifest", root) }));
    const tell = () => { if (registration.waiting && workers.controller) announce(registration.waiting); };
    tell();
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker.addEventListener("statechange", () => { if (worker.state === "installed") tell(); });
    });
    const keep = document.getElementById("keep");
    if (keep) offer(keep).catch(() => { keep.hidden = true; });
  }).catch(() => {});

  // A title is kept when its list of files is: it is put there last.
  const offer = async (place) => {
    const button = place.querySelector("button"), status = place.querySelector("[role=status]");
    const list = new URL(place.dataset.files, location.href);
    const prefix = `publisher:${root.pathname}:kept:${list.pathname}:`;
    const newest = async () => (await fetch(list, { cache: "no-cache" })).json();
    const complete = async (name) => Boolean(await (await caches.open(name)).match(list.href));
    const keptNow = async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(prefix) && (await complete(name))) return name;
      }
      return "";
    };
    const forget = async (but) => {
      for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== but) await caches.delete(name);
    };
    const show = (kept) => {
      button.textContent = kept ? words.remove : words.keep.replace("#", place.dataset.size);
      button.disabled = false;
    };
    const keepAll = async () => {
      const wanted = await newest();
      const name = prefix + wanted.version;
      const cache = await caches.open(name);
      let done = 0;
      const one = async (file) => {
        const answer = await fetch(new URL(file, root), { cache: "no-cache" });
        if (!answer.ok) throw new Error(String(answer.status));
        await cache.put(new URL(file, root), answer);
        done += 1;
        status.textContent = words.keeping.replace("#", Math.round((100 * done) / wanted.files.length));
      };
      const files = [...wanted.files];
      while (files.length) await Promise.all(files.splice(0, 8).map(one));
      await cache.put(list.href, new Response(JSON.stringify(wanted), { headers: { "Content-Type": "application/json" } }));
      await forget(name);
    };
    const keeping = async () => {
      button.disabled = true;
      try {
        await keepAll();
        status.textContent = words.kept;
        if (navigator.storage?.persist) navigator.storage.persist().catch(() => {});
      } catch (fault) {
        status.textContent = fault.name === "QuotaExceededError" ? words.full : words.failed;
      }
      const kept = await keptNow();
      await forget(kept);
      show(kept);
    };
    button.addEventListener("click", async () => {
      if (!(await keptNow())) return keeping();
      await forget("");
      status.textContent = words.removed;
      show("");
    });
    const kept = await keptNow();
    show(kept);
    if (kept) status.textContent = words.kept;
    place.hidden = false;
    // A title that has changed is kept anew, as soon as there is a network.
    const now = kept && (await newest().catch(() => null));
    if (now && kept !== prefix + now.version) await keeping();
  };
})();
