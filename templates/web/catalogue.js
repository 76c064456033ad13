// The search of the catalogue. Its index comes as scripts, one after the other, since pages that are opened from a
// file may load scripts but no data. Without this file, all titles are still found through the lists.
(function () {
  "use strict";
  var form = document.getElementById("find"), told = document.getElementById("told");
  var found = document.getElementById("found"), more = document.getElementById("more");
  var listing = document.getElementById("listing"), data = form.dataset;
  var step = 50, limit = step, shelves = [], asked = 0, missing = false, loading = false, timer = 0;
  var formats = found.dataset.formats.split("|"), facts = found.dataset.facts.split("|"), languages = {};
  found.dataset.languages.split("|").forEach(function (pair) {
    var at = pair.indexOf("=");
    languages[pair.slice(0, at)] = pair.slice(at + 1);
  });

  function plain(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  }

  window.shelf = function (number, rows) {
    rows.forEach(function (row) {
      row.title = plain(row[1]);
      row.text = plain(row.slice(1, 3).concat(row[3], row[6], row[9]).join(" \n "));
    });
    shelves[number] = rows;
  };

  function load() {
    if (asked >= +data.shards) { return show(); }
    var script = document.createElement("script");
    script.src = "search/" + asked + ".js";
    script.onload = script.onerror = function (event) {
      missing = missing || event.type === "error";
      asked += 1;
      load();
    };
    document.head.append(script);
  }

  function make(name, values, children) {
    var element = Object.assign(document.createElement(name), values);
    element.append.apply(element, (children || []).filter(Boolean));
    return element;
  }

  function card(row) {
    var own = { lang: row[4][1], dir: row[5] };
    var address = "titles/" + row[0] + "/", small = row[10];
    var cover = small
      ? make("img", { src: address + small[0], alt: "", width: small[1], height: small[2], loading: "lazy" })
      : make("span", { className: "plain", textContent: Array.from(row[1])[0] || "" });
    var badges = [make("li", { textContent: languages[row[4][0]] || row[4][0] })];
    formats.forEach(function (words, bit) { if (row[8] >> bit & 1) { badges.push(make("li", { textContent: words })); } });
    facts.forEach(function (words, bit) {
      if (words && row[7] >> bit & 1) { badges.push(make("li", { className: "good", textContent: words })); }
    });
    var frame = make("div", { className: "cover" }, [cover]);
    frame.setAttribute("aria-hidden", "true");
    return make("li", { className: "card" }, [frame, make("div", { className: "text" }, [
      make("h2", Object.assign({ className: "title" }, own), [make("a", { href: address + "index.html", textContent: row[1] })]),
      row[2] && make("p", Object.assign({ className: "subtitle", textContent: row[2] }, own)),
      row[3].length && make("p", { className: "by", textContent: row[3].join(", ") }),
      row[9] && make("p", Object.assign({ className: "excerpt", textContent: row[9] }, own)),
      make("ul", { className: "facts" }, badges)
    ])]);
  }

  function wanted() {
    var values = new FormData(form), bits = 0;
    values.getAll("a").forEach(function (bit) { bits |= 1 << bit; });
    return {
      words: plain(values.get("q") || "").split(/\s+/).filter(Boolean),
      language: values.get("language"), subject: values.get("subject"), format: values.get("format"), bits: bits
    };
  }

  function matches(want) {
    var first = [], rest = [];
    shelves.forEach(function (rows) {
      rows.forEach(function (row) {
        if (want.language && row[4][0] !== want.language || want.subject && row[6].indexOf(want.subject) < 0 ||
          want.format && !(row[8] >> want.format & 1) || (row[7] & want.bits) !== want.bits ||
          !want.words.every(function (word) { return row.text.indexOf(word) >= 0; })) { return; }
        var named = want.words.some(function (word) { return row.title.indexOf(word) >= 0; });
        (named ? first : rest).push(row);
      });
    });
    return first.concat(rest);
  }

  function show(focus) {
    var want = wanted();
    var all = !want.words.length && !want.language && !want.subject && !want.format && !want.bits;
    listing.hidden = !all;
    if (all) { found.hidden = more.hidden = true; told.textContent = ""; return; }
    if (asked < +data.shards) {
      told.textContent = data.searching;
      if (!loading) { loading = true; load(); }
      return;
    }
    var rows = matches(want), from = found.childElementCount;
    found.replaceChildren.apply(found, rows.slice(0, limit).map(card));
    found.hidden = false;
    more.hidden = rows.length <= limit;
    var count = rows.length.toLocaleString(document.documentElement.lang);
    told.textContent = (rows.length > 1 ? data.many.replace("#", count) : rows.length ? data.one : data.none) +
      (missing ? " " + data.missing : "");
    if (focus && found.children[from]) { found.children[from].querySelector("a").focus(); }
  }

  function keep() {
    var values = new URLSearchParams(new FormData(form));
    Array.from(values).forEach(function (pair) { if (!pair[1]) { values.delete(pair[0]); } });
    try { history.replaceState(null, "", "#" + values); } catch (refused) { /* Some browsers do so for files. */ }
  }

  function restore() {
    new URLSearchParams(location.hash.slice(1)).forEach(function (value, name) {
      var field = form.elements[name];
      if (!field) { return; }
      var boxes = name === "a" ? Array.from(field.length ? field : [field]) : [];
      boxes.forEach(function (box) {
        if (box.value === value) { box.checked = box.closest("details").open = true; }
      });
      if (!boxes.length) { field.value = value; }
    });
  }

  function begin() { limit = step; show(); keep(); }
  form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(begin, 150); });
  form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(timer); begin(); });
  form.addEventListener("reset", function () { setTimeout(begin, 0); });
  more.querySelector("button").addEventListener("click", function () { limit += step; show(true); });
  form.hidden = false;
  if (location.hash.indexOf("=") > 0) { restore(); show(); }
})();
