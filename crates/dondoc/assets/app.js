// Improves pages that work without it. No library, no network of its own, nothing is drawn here.
"use strict";

(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // After a form came back with errors the summary has the focus, so that it is read first.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A link of the summary leads into the field; a group of choices has its first one focused.
  each(".notice-error a[href^='#']", (link) => {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      const field = target.matches("fieldset") ? target.querySelector("input") || target : target;
      (field.closest(".field") || field).scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    });
  });

  // A form sent twice acts once on the server; here the second press is not even sent. The name and value of the
  // button that was pressed go along, so buttons are only disabled after the form has been read.
  each("form[method=post]", (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent === "yes") {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
      setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((button) => {
        button.setAttribute("aria-disabled", "true");
      }), 0);
    });
  });
  // Coming back by the browser's button, everything can be pressed again.
  window.addEventListener("pageshow", () => {
    each("form[method=post]", (form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  // What was typed and not sent is not lost by a slip.
  let isChanged = false;
  each("form[method=post] textarea, form[method=post][enctype] input", (field) => {
    field.addEventListener("input", () => { isChanged = true; });
  });
  document.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });

  // Filters act as soon as a choice is made; the button stays for everybody else.
  each("form.filters[data-instant] select", (field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });

  // A day typed as 15092026 or 15 9 2026 becomes 15/09/2026 on leaving the field.
  each("input.width-day", (field) => {
    field.addEventListener("change", () => {
      const parts = /^\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*$/.exec(field.value)
        || /^\s*(\d{2})(\d{2})(\d{4})\s*$/.exec(field.value);
      if (parts) field.value = `${parts[1].padStart(2, "0")}/${parts[2].padStart(2, "0")}/${parts[3]}`;
    });
  });

  // The print button exists only where there is something that can print.
  each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // The current section is in sight where the navigation scrolls sideways.
  const current = document.querySelector(".sections [aria-current]");
  if (current) current.scrollIntoView({ block: "nearest", inline: "center" });
})();
