"use strict";
// Without this script every page still works by form posts; it adds live parts and keys.
const body = document.body;
const status = document.getElementById("status");
const caseId = body.dataset.case || "";

function say(text) {
  status.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { status.textContent = ""; }, 4000);
}

// ---- live: fetch this page again and swap the parts marked for it; what is being typed stays
let wanted = false, fetching = false;
async function refresh() {
  wanted = true;
  if (fetching) return;
  fetching = true;
  while (wanted) {
    wanted = false;
    try {
      const answer = await fetch(location.href, { headers: { "x-live": "1" }, cache: "no-store" });
      if (answer.status === 401) { location.href = "/desk/login"; return; }
      if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* the stream opens again by itself and asks once more */ }
  }
  fetching = false;
}

function swap(page) {
  for (const fresh of page.querySelectorAll("[data-swap]")) {
    const old = document.getElementById(fresh.id);
    if (!old || old.innerHTML === fresh.innerHTML || old.contains(document.activeElement) && document.activeElement.matches("select, input")) continue;
    const atEnd = old.scrollHeight - old.scrollTop - old.clientHeight < 60;
    const current = rows().findIndex((row) => row.getAttribute("aria-current"));
    const isTalk = old.id === "live-talk";
    const grew = isTalk && Number(fresh.dataset.newest) > Number(old.dataset.newest);
    old.innerHTML = fresh.innerHTML;
    for (const name of fresh.getAttributeNames()) old.setAttribute(name, fresh.getAttribute(name));
    if (isTalk && atEnd) old.scrollTop = old.scrollHeight;
    if (grew) say("有新消息");
    if (current >= 0) mark(Math.min(current, rows().length - 1));
  }
  // Buttons that depend on who has the case come with a fresh page.
  const held = (root) => !!root.getElementById("answer-form") + "" + !!root.getElementById("handback");
  if (held(page) !== held(document) && !typing()) location.reload();
}

if (body.dataset.live && window.EventSource) {
  const stream = new EventSource("/desk/events" + (caseId ? "?case=" + caseId : ""));
  let opened = false;
  stream.addEventListener("open", () => { if (opened) refresh(); opened = true; });
  stream.addEventListener("queue", () => { if (!caseId) refresh(); });
  stream.addEventListener("case", refresh);
  stream.addEventListener("bye", () => { stream.close(); location.href = "/desk/login"; });
  addEventListener("pagehide", () => stream.close());
  setInterval(refresh, 30000); // the clocks on the page
}

const talk = document.getElementById("live-talk");
if (talk) talk.scrollTop = talk.scrollHeight;

// ---- canned replies go into the answer, to be changed before they are sent
const canned = document.getElementById("canned");
if (canned) canned.addEventListener("change", () => {
  const into = document.getElementById(canned.dataset.into);
  if (canned.value) into.value = into.value ? into.value + "\n" + canned.value : canned.value;
  canned.selectedIndex = 0;
  into.focus();
});

// ---- one click, one post
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  setTimeout(() => { for (const button of event.target.querySelectorAll("button")) button.disabled = true; });
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// ---- keys
const help = document.getElementById("help");
const helpButton = document.getElementById("help-button");
if (helpButton) { helpButton.hidden = false; helpButton.addEventListener("click", () => help.showModal()); }

function rows() { return [...document.querySelectorAll("[data-row]")]; }
function mark(index) {
  const all = rows();
  all.forEach((row, i) => i === index ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current"));
  if (all[index]) { all[index].querySelector("a").focus(); all[index].scrollIntoView({ block: "nearest" }); }
}
function current() { return rows().findIndex((row) => row.getAttribute("aria-current")); }
function typing() { const on = document.activeElement; return on && on.matches("input, textarea, select") && !on.matches("[type=hidden]"); }
function press(selector, root = document) { const found = root && root.querySelector(selector); if (found && !found.disabled) found.click(); return !!found; }
function focus(id) { const found = document.getElementById(id); if (found) found.focus(); }

const keys = {
  j: () => mark(Math.min(current() + 1, rows().length - 1)),
  k: () => mark(Math.max(current() - 1, 0)),
  n: () => press("#next") || (location.href = "/desk"),
  c: () => {
    const row = rows()[current()];
    if (row) press("[data-claim]", row) || press("a", row); // one's own case is only opened
    else press("[data-claim]", document.querySelector(".bar"));
  },
  r: () => focus("answer"),
  m: () => focus("note"),
  h: () => press("#handback"),
  q: () => { location.href = "/desk"; },
  "?": () => help.showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && document.activeElement.form) { document.activeElement.form.requestSubmit(); return; }
  if (event.key === "Escape" && typing()) { document.activeElement.blur(); return; }
  if (!help || help.open || typing() || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
