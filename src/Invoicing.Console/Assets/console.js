// Makes the pages more comfortable. Everything can be done without it.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  // Times come in UTC, and are shown in the viewer's zone.
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
  const localize = (within) => {
    for (const element of within.querySelectorAll("time[datetime]")) {
      const at = new Date(element.dateTime);
      element.title = `${element.dateTime.replace("T", " ").replace("Z", "")} UTC`;
      element.textContent = time.format(at);
    }
    for (const hour of within.querySelectorAll("text[data-hour]")) {
      hour.textContent = `${String(new Date(hour.dataset.hour).getHours()).padStart(2, "0")}h`;
    }
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  // What changes by itself is asked for again while somebody looks. Whoever types or has opened something is not disturbed.
  const isInUse = (part) => part.contains(document.activeElement)
    || [...part.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue)
    || part.querySelector("details[open]") || (getSelection().rangeCount && !getSelection().isCollapsed && part.contains(getSelection().anchorNode));
  const pause = { strip: 5000, retry: 2000, order: 4000 };
  const refresh = async (id) => {
    const part = document.getElementById(id);
    if (!part?.dataset.live) { return; }
    if (document.visibilityState === "visible" && !isInUse(part)) {
      try {
        const answer = await fetch(part.dataset.live, { headers: { "X-Part": id }, redirect: "error", cache: "no-store" });
        if (!answer.ok) { throw new Error(answer.status); }
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
        if (fresh && !isInUse(part)) {
          localize(fresh);
          if (fresh.dataset.live) { part.dataset.live = fresh.dataset.live; } else { delete part.dataset.live; }
          if (fresh.innerHTML !== part.innerHTML) { part.replaceChildren(...fresh.childNodes); }
        }
        part.classList.remove("late");
      } catch {
        if (!part.classList.contains("late")) {
          part.dataset.late = `not live since ${time.format(new Date())}`;
          part.classList.add("late");
        }
      }
    }
    setTimeout(refresh, pause[id], id);
  };

  // One press of a button is one request.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "post") {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 10000);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) { copy(button); }
  });

  // Single keys, which can be switched off.
  const pages = { o: "/orders", f: "/failures", r: "/retries", e: "/feeds", a: "/audit", h: "/" };
  const choice = document.getElementById("single-keys");
  if (choice) {
    choice.checked = localStorage.getItem("keys") !== "off";
    choice.addEventListener("change", () => localStorage.setItem("keys", choice.checked ? "on" : "off"));
  }
  let goes = false;
  const move = (by) => {
    const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
    const at = rows.findIndex((row) => row.classList.contains("here"));
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (!next) { return; }
    rows[at]?.classList.remove("here");
    next.classList.add("here");
    next.querySelector("a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    const dialog = document.getElementById("keys");
    if (!dialog || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) { return; }
    if (event.key === "?") { dialog.open ? dialog.close() : dialog.showModal(); return; }
    if (!choice.checked || dialog.open) { return; }
    if (goes) {
      goes = false;
      if (pages[event.key]) { location.assign(pages[event.key]); }
      return;
    }
    switch (event.key) {
      case "/": event.preventDefault(); document.getElementById("search").focus(); break;
      case "j": move(1); break;
      case "k": move(-1); break;
      case "c": { const button = document.querySelector("main [data-copy]"); if (button) { copy(button); } break; }
      case "g": goes = true; setTimeout(() => { goes = false; }, 1500); break;
    }
  });

  localize(document);
  for (const id of Object.keys(pause)) { setTimeout(refresh, pause[id], id); }
})();
