"use strict";
// Settings, notes and the place that is remembered. Everything else works without it.
(() => {
  const root = document.documentElement;
  const book = document.body.dataset.book;
  const at = (id) => document.getElementById(id);
  // Where nothing may be kept (private windows, some browsers with files), everything is as if it were new.
  const kept = {
    get(key) { try { return JSON.parse(localStorage.getItem(`publisher:${key}`)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`publisher:${key}`, JSON.stringify(value)); } catch { /* it is not kept */ } },
  };
  for (const one of document.querySelectorAll(".script:not(#resume)")) one.hidden = false;

  const usual = { size: "100", spacing: "own", font: "own", colours: "system" };
  let settings = { ...usual, ...kept.get("settings") };
  const apply = () => {
    root.style.setProperty("--size", Number(settings.size) / 100 || 1);
    for (const name of ["spacing", "font", "colours"]) {
      if (settings[name] === usual[name]) delete root.dataset[name];
      else root.dataset[name] = settings[name];
    }
    for (const field of document.querySelectorAll("[data-setting]")) field.value = settings[field.dataset.setting];
  };
  apply();
  at("settings-open").addEventListener("click", () => at("settings").showModal());
  at("settings").addEventListener("change", (event) => {
    settings[event.target.dataset.setting] = event.target.value;
    kept.set("settings", settings);
    apply();
  });
  at("settings-reset").addEventListener("click", () => {
    settings = { ...usual };
    kept.set("settings", settings);
    apply();
  });

  const main = document.querySelector("main.book");
  const page = location.pathname.split("/").pop();
  if (!main) {
    const place = kept.get(`place:${book}`);
    if (place && /^[A-Za-z0-9._-]+\.html$/.test(place.page)) {
      at("resume").hidden = false;
      at("resume").querySelector("a").href = `${place.page}#resume`;
    }
    return;
  }

  // The place is a share of the page, so that it holds when the size of the text changes.
  const long = () => root.scrollHeight - innerHeight;
  if (location.hash === "#resume") {
    const place = kept.get(`place:${book}`);
    if (place && place.page === page) addEventListener("load", () => scrollTo(0, place.share * long()));
  }
  let waiting = 0;
  const keep = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => kept.set(`place:${book}`, { page, share: long() > 0 ? scrollY / long() : 0 }), 300);
  };
  addEventListener("scroll", keep, { passive: true });
  addEventListener("load", keep);

  // A note opens where it is called; without this, the link leads to it.
  main.addEventListener("click", (event) => {
    const call = event.target.closest("a[role~='doc-noteref']");
    const note = call && call.hash && document.getElementById(decodeURIComponent(call.hash.slice(1)));
    if (!note || call.pathname !== location.pathname) return;
    event.preventDefault();
    const copy = note.cloneNode(true);
    copy.removeAttribute("id");
    copy.hidden = false;
    for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
    for (const one of copy.querySelectorAll("a[role~='doc-backlink']")) one.remove();
    at("note-text").replaceChildren(...(copy.tagName === "LI" ? copy.childNodes : [copy]));
    at("note-link").href = call.hash;
    at("note").showModal();
  });
  at("note-link").addEventListener("click", () => at("note").close());
  for (const dialog of [at("settings"), at("note")]) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
})();
