// The search of the catalogue. Its index comes as scripts, since pages that are opened from a file may load scripts but
// no data; only what a question needs of it is loaded. Without this file, all titles are still found through the lists.
(function () {
  "use strict";
  var form = document.getElementById("find"), told = document.getElementById("told");
  var found = document.getElementById("found"), more = document.getElementById("more");
  var listing = document.getElementById("listing"), data = form.dataset;
  var step = 50, limit = step, parts = {}, asked = {}, waiting = 0, missing = false, timer = 0, focusAt = -1;
  var formats = found.dataset.formats.split("|"), facts = found.dataset.facts.split("|"), languages = {};
  found.dataset.languages.split("|").forEach(function (pair) {
    var at = pair.indexOf("=");
    languages[pair.slice(0, at)] = pair.slice(at + 1);
  });

  // The words of a text, as they are in the index: publisher/search/words.py does the same.
  var unspaced = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]";
  var run = new RegExp(unspaced + "+|(?:(?!" + unspaced + ")[\\p{L}\\p{N}])+", "gu"), begins = new RegExp("^" + unspaced);
  function words(text) {
    var list = [], plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ");
    (plain.match(run) || []).forEach(function (one) {
      if (!begins.test(one) || one.length === 1) { list.push(Array.from(one).slice(0, 40).join("")); return; }
      for (var at = 0; at < one.length - 1; at += 1) { list.push(one.slice(at, at + 2)); }
    });
    return list;
  }

  window.shelf = function (name, value) { parts[name] = value; };

  // Whether these parts of the index are there; if not, they are loaded, and what is found is shown then.
  function have(names) {
    names.filter(function (name) { return !asked[name]; }).forEach(function (name) {
      var script = document.createElement("script");
      asked[name] = true;
      waiting += 1;
      script.src = "search/" + name + ".js";
      script.onload = script.onerror = function (event) {
        missing = missing || event.type === "error";
        waiting -= 1;
        if (!waiting) { show(); }
      };
      document.head.append(script);
    });
    return !waiting;
  }

  // The files of words that may have some that begin so.
  function files(beginning) {
    var first = parts.titles ? parts.titles.words : [], names = [];
    first.forEach(function (word, at) {
      if ((word <= beginning || word.indexOf(beginning) === 0) && !(first[at + 1] <= beginning)) { names.push("words-" + at); }
    });
    return names;
  }

  // The places of the titles with a word that begins so: 1, or 2 where it is in the title itself.
  function places(beginning) {
    var list = {};
    files(beginning).forEach(function (name) {
      (parts[name] || []).forEach(function (pair) {
        if (pair[0].indexOf(beginning) !== 0) { return; }
        var sum = 0;
        pair[1].forEach(function (difference) {
          sum += difference;
          list[sum >> 1] = Math.max(list[sum >> 1] || 1, 1 + (sum & 1));
        });
      });
    });
    return list;
  }

  function make(name, values, children) {
    var element = Object.assign(document.createElement(name), values);
    element.append.apply(element, (children || []).filter(Boolean));
    return element;
  }

  function card(place) {
    var titles = parts.titles, row = (parts["rows-" + Math.floor(place / titles.rows)] || [])[place % titles.rows];
    if (!row) { return ""; }
    var own = { lang: row[4][1], dir: row[5] };
    var address = "titles/" + row[0] + "/", small = row[7];
    var cover = small
      ? make("img", { src: address + small[0], alt: "", width: small[1], height: small[2], loading: "lazy" })
      : make("span", { className: "plain", textContent: Array.from(row[1])[0] || "" });
    var badges = [make("li", { textContent: languages[row[4][0]] || row[4][0] })];
    formats.forEach(function (said, bit) {
      if (titles.formats[place] >> bit & 1) { badges.push(make("li", { textContent: said })); }
    });
    facts.forEach(function (said, bit) {
      if (said && titles.filters[place] >> bit & 1) { badges.push(make("li", { className: "good", textContent: said })); }
    });
    var frame = make("div", { className: "cover" }, [cover]);
    frame.setAttribute("aria-hidden", "true");
    return make("li", { className: "card" }, [frame, make("div", { className: "text" }, [
      make("h2", Object.assign({ className: "title" }, own), [make("a", { href: address + "index.html", textContent: row[1] })]),
      row[2] && make("p", Object.assign({ className: "subtitle", textContent: row[2] }, own)),
      row[3].length && make("p", { className: "by", textContent: row[3].join(", ") }),
      row[6] && make("p", Object.assign({ className: "excerpt", textContent: row[6] }, own)),
      make("ul", { className: "facts" }, badges)
    ])]);
  }

  function wanted() {
    var values = new FormData(form), bits = 0;
    values.getAll("a").forEach(function (bit) { bits |= 1 << bit; });
    return {
      words: words(values.get("q") || ""),
      language: values.get("language"), subject: values.get("subject"), format: values.get("format"), bits: bits
    };
  }

  // The places of what is found, those first that have a word in the title itself; nothing while parts are loaded.
  function matches(want) {
    if (!have(["titles"])) { return null; }
    var titles = parts.titles || { count: 0, languages: [], language: [] };
    var needed = want.subject ? ["subjects"] : [], sum = 0, on = {}, first = [], rest = [];
    want.words.forEach(function (word) { needed = needed.concat(files(word)); });
    if (!have(needed)) { return null; }
    (want.subject && parts.subjects && parts.subjects[want.subject] || []).forEach(function (difference) {
      on[sum += difference] = true;
    });
    var said = want.words.map(places), language = titles.languages.indexOf(want.language);
    for (var place = 0; place < titles.count; place += 1) {
      if (want.language && titles.language[place] !== language || want.subject && !on[place] ||
        want.format && !(titles.formats[place] >> want.format & 1) || (titles.filters[place] & want.bits) !== want.bits ||
        !said.every(function (list) { return list[place]; })) { continue; }
      (said.some(function (list) { return list[place] > 1; }) ? first : rest).push(place);
    }
    return first.concat(rest);
  }

  function show() {
    var want = wanted();
    var all = !(want.words.length || want.language || want.subject || want.format || want.bits);
    listing.hidden = !all;
    if (all) { found.hidden = more.hidden = true; told.textContent = ""; return; }
    var list = matches(want), shown = list && list.slice(0, limit);
    if (!list || !have(shown.map(function (place) { return "rows-" + Math.floor(place / parts.titles.rows); }))) {
      told.textContent = data.searching;
      return;
    }
    found.replaceChildren.apply(found, shown.map(card));
    found.hidden = false;
    more.hidden = list.length <= limit;
    var count = list.length.toLocaleString(document.documentElement.lang);
    told.textContent = (list.length > 1 ? data.many.replace("#", count) : list.length ? data.one : data.none) +
      (missing ? " " + data.missing : "");
    if (found.children[focusAt]) { found.children[focusAt].querySelector("a").focus(); }
    focusAt = -1;
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
  more.querySelector("button").addEventListener("click", function () {
    focusAt = found.childElementCount;
    limit += step;
    show();
  });
  form.hidden = false;
  if (location.hash.indexOf("=") > 0) { restore(); show(); }
})();
