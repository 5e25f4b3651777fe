"use strict";
// The chat without this file: forms and whole pages. With it: the same forms, sent without leaving the page.
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("words").textContent);
  const [log, scroll, dock, composer, text, pick, newer, status] =
    ["log", "scroll", "dock", "composer", "text", "pick", "newer", "status"].map($);
  const DELAYS = [1, 3, 8, 15]; // seconds between tries of one message; the id stays, so it counts once
  const IDLE = 30000; // a request on which nothing moves for so long is tried anew
  const queue = [];
  let newest = +log.dataset.newest, day = log.dataset.day;
  let busy = false, wake = null, stream = null, timer = 0, failures = 0, left = false, escaped = 0, steer = false;

  const make = (tag, name, content) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (content) element.textContent = content;
    return element;
  };
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const atEnd = () => scroll.scrollTop > -80; // the box runs bottom up: 0 is the end, above it is negative
  const toEnd = () => { scroll.scrollTop = 0; newer.hidden = true; };
  const tell = (said) => { status.textContent = said; };

  // ---------------------------------------------------------------- own messages

  function draw(item, said) {
    const line = make("div", "line me"), bubble = make("div", "bubble");
    line.dataset.id = item.id;
    bubble.append(make("span", "vh", words.you));
    if (said) bubble.append(make("div", "said", said));
    if (item.file) {
      const card = make("div", "card");
      card.append(make("span", "", item.file.name));
      bubble.append(card);
      item.bar = bubble.appendChild(make("progress"));
      item.bar.max = 1;
      item.bar.value = 0;
      item.bar.setAttribute("aria-label", item.file.name);
    }
    line.append(bubble, make("div", "state"));
    item.line = line;
    log.append(line);
  }

  function mark(item, state, said, ...buttons) {
    const place = item.line?.querySelector(".state");
    if (!place) return; // nothing to show, or the event stream has brought the line already
    item.line.classList.toggle("failed", state === "failed");
    place.replaceChildren(said, ...buttons);
  }

  function say(fields, said, file, id) {
    const item = { id: id || newId(), fields, file, tries: 0, asked: dock.innerHTML };
    if (!id) { draw(item, said); toEnd(); }
    dock.textContent = "";
    $("notice")?.remove();
    queue.push(item);
    pump();
  }

  function action(name, act) {
    const button = make("button", "", name);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  function fail(item, said, again) {
    const retry = () => { item.tries = 0; log.append(item.line); queue.push(item); pump(); };
    const remove = action(words.remove, () => item.line.remove());
    if (!dock.childElementCount) setDock(item.asked);
    mark(item, "failed", said || words.failed, ...(again ? [action(words.retry, retry), remove] : [remove]));
  }

  async function pump() {
    if (busy || !queue.length) return;
    busy = true;
    const item = queue[0];
    mark(item, "sending", words.sending);
    const waiting = setTimeout(() => typing(true), 350);
    const answer = await post(item);
    clearTimeout(waiting);
    typing(false);
    if (answer.packet) {
      queue.shift();
      settle(item);
      take(answer.packet, true);
      if (item.reload) return location.reload();
    } else if (answer.again && item.tries < DELAYS.length) {
      const pause = Math.max(answer.after, DELAYS[item.tries++]);
      if (!answer.status) { tell(words.offline); mark(item, "sending", words.offline); }
      await new Promise((done) => { wake = done; setTimeout(done, pause * 1000); });
    } else {
      queue.shift();
      if (item.line) fail(item, answer.said, answer.again);
    }
    tell("");
    busy = false;
    pump();
  }

  function post(item) {
    return new Promise((done) => {
      const request = new XMLHttpRequest(), data = new FormData();
      for (const [name, value] of item.fields) data.append(name, value);
      if (item.file) data.append("file", item.file, item.file.name);
      for (const [name, value] of Object.entries({ id: item.id, after: newest, day })) data.set(name, value);
      let idle = 0;
      const alive = () => { clearTimeout(idle); idle = setTimeout(() => request.abort(), IDLE); };
      const end = (answer) => { clearTimeout(idle); done(answer); };
      request.open("POST", "/say");
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => { alive(); if (item.bar && event.total) item.bar.value = event.loaded / event.total; };
      request.onerror = request.onabort = () => end({ status: 0, again: true, after: 0 });
      request.onload = () => {
        let said = null; // a portal or proxy may answer with a page of its own
        try { said = JSON.parse(request.responseText); } catch { /* not ours */ }
        if (request.status === 200 && said && "newest" in said) return end({ packet: said });
        const again = !said || [429, 502, 503, 504].includes(request.status);
        return end({ status: request.status, again, after: said?.again || 0, said: said?.say });
      };
      alive();
      request.send(data);
    });
  }

  function settle(item) {
    if (!item.line) return;
    item.line.querySelector(".state")?.remove();
    item.bar?.remove();
  }

  function typing(on) {
    $("typing")?.remove();
    tell(on ? words.typing : "");
    if (!on) return;
    const line = make("div", "line bot typing"), bubble = make("div", "bubble");
    line.id = "typing";
    line.setAttribute("aria-hidden", "true");
    bubble.append(make("i"), make("i"), make("i"));
    line.append(bubble);
    const end = atEnd();
    log.append(line);
    if (end) toEnd();
  }

  // ---------------------------------------------------------------- what comes back

  function take(packet, own) {
    if (packet.reset) {
      if (busy && !own) return; // the answer under way says it too, and brings the receipt
      if (!packet.html.trim()) return location.reload();
      log.textContent = "";
      newest = 0;
      queue.forEach((item) => item.line && log.append(item.line));
    }
    const end = own || atEnd(), height = scroll.scrollHeight, first = insert(packet.html);
    if (packet.dock !== null && (packet.reset || packet.newest > newest)) setDock(packet.dock);
    if (packet.newest > newest) { newest = packet.newest; day = packet.day || day; }
    if (first) {
      typing(false);
      follow(end, height, first);
    }
    if (packet.reset) connect();
  }

  function insert(html) {
    const made = document.createElement("template");
    let first = null;
    made.innerHTML = html; // from our own server, which escapes every word
    for (const node of [...made.content.children]) {
      const number = +node.dataset.n;
      if (number && number <= newest) continue;
      const own = node.dataset.id && log.querySelector(`[data-id="${CSS.escape(node.dataset.id)}"]`);
      if (own) {
        confirmLine(own, node);
        continue;
      }
      const pending = queue.find((item) => item.line?.isConnected && !item.line.dataset.n);
      log.insertBefore(node, pending?.line || $("typing"));
      if (node.classList.contains("bot")) first = first || node;
    }
    $("welcome")?.remove();
    return first;
  }

  function confirmLine(own, node) {
    const bubble = own.querySelector(".bubble");
    own.dataset.n = node.dataset.n;
    own.querySelector("progress")?.remove();
    own.querySelector(".state")?.remove();
    bubble.querySelectorAll(".card, .picture, time").forEach((old) => old.remove());
    bubble.append(...node.querySelectorAll(".card, .picture, time"));
  }

  function follow(end, height, first) {
    if (!end) {
      scroll.scrollTop -= scroll.scrollHeight - height;
      newer.hidden = false;
    } else {
      toEnd();
      // A long answer is read from its beginning, not from its end.
      if (first.offsetTop < scroll.scrollHeight - scroll.clientHeight) first.scrollIntoView({ block: "start" });
    }
  }

  // Far up in a long answer the buttons fold into one row, so that there is room to read.
  function fold() {
    const folded = dock.classList.contains("folded"), height = scroll.clientHeight;
    if (folded === scroll.scrollTop < (folded ? -20 : -400)) return;
    dock.classList.toggle("folded");
    if (!folded) scroll.scrollTop += scroll.clientHeight - height;
  }

  function setDock(html) {
    dock.innerHTML = html;
    count();
    if (steer && !text.value) dock.querySelector("button, input:not([type=hidden])")?.focus();
    steer = false;
  }

  function count() {
    const done = dock.querySelector(".done");
    if (!done) return;
    const chosen = dock.querySelectorAll(":checked").length;
    done.disabled = !chosen;
    done.querySelector(".count").textContent = chosen || "";
  }

  // ---------------------------------------------------------------- live lines

  const since = () => `after=${newest}&day=${day}`;

  function stop() {
    stream?.close();
    stream = null;
    clearTimeout(timer);
  }

  function connect() {
    stop();
    if (left || document.hidden) return;
    if (!window.EventSource || failures > 2) return poll();
    stream = new EventSource(`/events?${since()}`);
    // A proxy that holds the stream back shows as one that never opens.
    timer = setTimeout(() => { failures = 3; connect(); }, 10000);
    stream.onopen = () => { failures = 0; clearTimeout(timer); root.dataset.live = "stream"; };
    stream.onmessage = (event) => take(JSON.parse(event.data));
    stream.onerror = () => { failures += 1; stop(); timer = setTimeout(connect, 2000); };
  }

  async function poll() {
    root.dataset.live = "poll";
    try {
      const answer = await fetch(`/lines?${since()}`);
      if (answer.status === 200) take(await answer.json());
    } catch { /* the next round tries again */ }
    if (!left && !document.hidden) timer = setTimeout(poll, 4000);
  }

  // ---------------------------------------------------------------- hands

  function send() {
    const said = text.value.trim();
    if (!said) return text.focus();
    say(new FormData(composer), said);
    text.value = draft("");
    grow();
    return text.focus();
  }

  function sendFiles(files) {
    for (const file of files) {
      const fields = new FormData();
      if (file.size <= +log.dataset.maxFile) say(fields, "", file);
      else {
        const line = make("div", "line bot notice"), bubble = make("div", "bubble");
        bubble.append(make("div", "said", words.tooLarge.replace("{name}", file.name)));
        line.append(bubble);
        log.append(line);
        toEnd();
      }
    }
  }

  // What is half written outlives a reload of this tab, nothing else; leaving in a hurry wipes it.
  function draft(said) {
    try {
      if (said === undefined) return sessionStorage.getItem("draft") || "";
      if (said) sessionStorage.setItem("draft", said); else sessionStorage.removeItem("draft");
    } catch { /* no storage here: then a reload forgets it */ }
    return said || "";
  }

  function grow() {
    if (CSS.supports("field-sizing", "content")) return;
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 2}px`;
  }

  function answer(form, submitter) {
    const fields = new FormData(form), boxes = [...form.elements].filter((box) => box.checked);
    if (submitter?.name) fields.append(submitter.name, submitter.value);
    const said = boxes.length ? boxes.map((box) => box.parentNode.textContent.trim()).join("、") : submitter.textContent.trim();
    steer = Boolean(submitter?.matches(":focus-visible"));
    const id = fields.get("id") === "start" ? "start" : "";
    $("menu").open = false;
    say(fields, said, null, id);
    if (submitter?.dataset.locale || submitter?.value.startsWith("locale:")) queue[queue.length - 1].reload = true;
    if (steer) text.focus();
  }

  function look(form, button) {
    const fields = new FormData(form);
    fields.append(button.name, button.value);
    root.dataset[button.name] = button.value;
    button.parentNode.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    fetch("/look", { method: "POST", body: new URLSearchParams(fields), redirect: "manual" }).catch(() => {});
  }

  async function copy(button) {
    const letter = button.closest(".bubble").querySelector(".said");
    let done = false;
    try {
      await navigator.clipboard.writeText(letter.textContent);
      done = true;
    } catch { /* no Clipboard API here (plain http, old browsers): the old way */
      const box = make("textarea", "vh");
      box.value = letter.textContent;
      document.body.append(box);
      box.select();
      try { done = document.execCommand("copy"); } catch { /* then by hand */ }
      box.remove();
      button.focus();
    }
    if (!done) getSelection().selectAllChildren(letter);
    const name = button.dataset.name = button.dataset.name || button.textContent;
    button.textContent = done ? words.copied : words.pick;
    tell(button.textContent);
    setTimeout(() => { button.textContent = name; tell(""); }, 2500);
  }

  function leave() {
    left = true;
    draft("");
    stop();
    document.body.replaceChildren($("blank").content.cloneNode(true));
    location.replace("/away");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    if (form === composer) send();
    else if (form.getAttribute("action") === "/look") look(form, event.submitter);
    else answer(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const at = event.target;
    if (at.closest(".copy")) copy(at.closest(".copy"));
    if (at.closest("#leave")) { event.preventDefault(); leave(); }
    if (!at.closest("#menu")) $("menu") && ($("menu").open = false);
  });
  document.addEventListener("keydown", (event) => {
    if (left) return;
    if (event.key === "Escape" && !event.isComposing) {
      const menu = $("menu");
      if (event.timeStamp - escaped < 1000) return leave();
      escaped = event.timeStamp;
      if (menu.open) { menu.open = false; menu.firstElementChild.focus(); }
    }
    // Enter ends a line on a phone's keyboard and sends on a desk's; never while a Chinese input method composes.
    const plain = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
    if (plain && event.target === text && matchMedia("(pointer: fine)").matches) { event.preventDefault(); send(); }
  });
  dock.addEventListener("change", count);
  text.addEventListener("input", () => { grow(); draft(text.value); });
  text.addEventListener("paste", (event) => { if (event.clipboardData.files.length) sendFiles(event.clipboardData.files); });
  pick.addEventListener("change", () => { sendFiles([...pick.files]); pick.value = ""; });
  newer.addEventListener("click", toEnd);
  scroll.addEventListener("scroll", () => { fold(); if (atEnd()) newer.hidden = true; }, { passive: true });
  for (const [name, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      root.classList.toggle("dropping", on);
      if (name === "drop") sendFiles(event.dataTransfer.files);
    });
  }
  document.addEventListener("visibilitychange", () => { failures = 0; if (document.hidden) stop(); else connect(); });
  addEventListener("online", () => { wake?.(); connect(); });
  addEventListener("offline", () => tell(words.offline));
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("pagehide", stop);
  const view = window.visualViewport;
  view?.addEventListener("resize", () => { root.style.setProperty("--h", `${view.height}px`); scrollTo(0, 0); });

  root.classList.add("js");
  pick.parentNode.hidden = false;
  text.value = text.value || draft();
  grow();
  count();
  if ($("welcome") && !newest) say([["text", dock.querySelector("[name=text]").value]], "", null, "start");
  connect();
})();
