"use strict";
// Follows the builds, and keeps the place where the reader was.
const at = (id) => document.getElementById(id);
let shown = null;
let first = true;

const say = (text, fault = false) => {
  at("status").textContent = text;
  at("status").className = fault ? "fault" : "";
};

const fill = (select, choices, wanted) => {
  const before = wanted ?? select.value;
  select.replaceChildren(...choices.map(([value, words]) => new Option(words, value)));
  if (choices.some(([value]) => value === before)) select.value = before;
};

const address = (name) => `book/${shown.version}/${name.split("/").map(encodeURIComponent).join("/")}`;

const showChapter = (keep) => {
  const name = at("chapter").value;
  if (!name) return;
  for (const frame of [at("phone"), at("desktop")]) {
    const place = keep && frame.contentWindow ? frame.contentWindow.scrollY : 0;
    frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place), { once: true });
    frame.src = address(name);
  }
  at("before").disabled = at("chapter").selectedIndex === 0;
  at("after").disabled = at("chapter").selectedIndex === at("chapter").length - 1;
};

const step = (by) => {
  at("chapter").selectedIndex += by;
  chosen();
};

const chosen = () => {
  showChapter(false);
  const chapter = shown.chapters[at("chapter").selectedIndex];
  if (chapter?.page) goTo(chapter.page);
};

const edition = () => shown.editions.find((one) => one.name === at("edition").value);

const showPages = () => {
  const list = at("pages");
  const place = list.scrollTop;
  const width = at("size").value;
  list.style.setProperty("--wide", { 400: "11rem", 800: "16rem", 1600: "36rem" }[width]);
  const pages = edition()?.pages ?? [];
  while (list.children.length > pages.length) list.lastElementChild.remove();
  pages.forEach((page, number) => {
    let item = list.children[number];
    if (!item) {
      item = document.createElement("li");
      item.append(new Image(), document.createElement("span"));
      item.firstElementChild.loading = "lazy";
      list.append(item);
    }
    const picture = item.firstElementChild;
    picture.width = Math.round(page.width);
    picture.height = Math.round(page.height);
    picture.alt = `Page ${page.label}`;
    picture.src = `pages/${edition().name}/${shown.version}/${number}/${width}.png`;
    item.lastElementChild.textContent = page.label;
  });
  list.scrollTop = place;
  at("pdf").href = `files/${at("edition").value}`;
};

const goTo = (label) => {
  const number = (edition()?.pages ?? []).findIndex((page) => page.label === label);
  if (number < 0) return false;
  const item = at("pages").children[number];
  at("pages").scrollTop = item.offsetTop - at("pages").offsetTop;
  at("spoken-page").value = label;
  hear();
  return true;
};

const showProblems = () => {
  const place = (problem) =>
    [problem.place?.file, problem.place?.line || null].filter(Boolean).join(":");
  const items = shown.problems.map((problem) => {
    const item = document.createElement("li");
    item.className = problem.severity ?? "error";
    const add = (kind, text) => {
      if (!text) return;
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      item.append(span, " ");
    };
    add("place", place(problem));
    add("kind", `${problem.severity ?? "error"}:`);
    add("", problem.fix ? `${problem.message}; ${problem.fix}` : problem.message);
    add("more", [problem.code && `[${problem.code}]`, problem.clause].filter(Boolean).join(" "));
    return item;
  });
  at("list").replaceChildren(...items);
  at("none").hidden = items.length > 0;
  at("tally").hidden = items.length === 0;
  at("tally").textContent = items.length;
};

let asked = 0;
const hear = async () => {
  const name = at("spoken").value;
  if (!name) return;
  const mine = ++asked;
  const page = at("spoken-page").value.trim();
  const answer = await fetch(`heard/${name}?page=${encodeURIComponent(page)}`);
  const said = answer.ok ? await answer.json() : [];
  if (mine !== asked) return;
  at("lines").replaceChildren(
    ...said.map((one) => {
      const item = document.createElement("li");
      item.style.setProperty("--deep", one.depth ?? 0);
      if (one.language) {
        item.lang = one.language;
        const mark = document.createElement("span");
        mark.className = "language";
        mark.lang = "en";
        mark.textContent = one.language;
        item.append(mark);
      }
      item.append(one.text);
      return item;
    }),
  );
  if (!said.length) {
    const item = document.createElement("li");
    item.textContent = page ? `There is no page ${page}, or nothing on it that is read.` : "Nothing is said.";
    at("lines").append(item);
  }
};

const load = async () => {
  shown = await (await fetch("state")).json();
  document.title = at("title").textContent = shown.title || "Preview";
  document.title = `${shown.problems.length ? `(${shown.problems.length}) ` : ""}${shown.title || "Preview"}`;
  fill(at("chapter"), shown.chapters.map((one) => [one.name, one.title]));
  fill(at("edition"), shown.editions.map((one) => [one.name, one.name]));
  fill(at("spoken"), [...shown.editions.map((one) => [one.name, `PDF, ${one.name}`]), ...(shown.chapters.length ? [["epub", "EPUB"]] : [])]);
  if (first && shown.editions.length) at("spoken-page").value = shown.editions[0].pages[0]?.label ?? "";
  showProblems();
  if (shown.chapters.length) {
    showChapter(!first);
    showPages();
    hear();
    first = false;
  }
  const count = shown.problems.length;
  const problems = count === 0 ? "no problems" : count === 1 ? "1 problem" : `${count} problems`;
  const kind = !shown.made ? "Nothing could be made; the last pages are shown" : shown.draft ? "A draft, which shows its errors" : "Built";
  say(`${kind} in ${shown.seconds.toFixed(1)} s: ${problems}`, shown.draft);
};

const events = new EventSource("events");
events.onmessage = (event) => {
  const news = JSON.parse(event.data);
  if (news.fault) say(news.fault, true);
  else if (news.stage) say(`Building: ${news.stage} …`);
  else if (news.version !== shown?.version) load();
};
events.onerror = () => say("The preview has ended; start it again.", true);

at("chapter").addEventListener("change", chosen);
at("before").addEventListener("click", () => step(-1));
at("after").addEventListener("click", () => step(1));
at("edition").addEventListener("change", showPages);
at("size").addEventListener("change", showPages);
at("goto").addEventListener("change", () => {
  if (!goTo(at("goto").value.trim())) say(`There is no page ${at("goto").value.trim()}.`);
});
at("spoken").addEventListener("change", hear);
at("spoken-page").addEventListener("change", hear);
// Both frames are as wide as their devices, and shown smaller where there is less room.
const devices = { phone: 375, desktop: 1024 };
const fit = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const frame = target.firstElementChild;
    const scale = Math.min(1, contentRect.width / devices[frame.id]);
    frame.style.transform = `scale(${scale})`;
    frame.style.height = `${contentRect.height / scale}px`;
  }
});
for (const frame of document.querySelectorAll(".frame")) fit.observe(frame);
