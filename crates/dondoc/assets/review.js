// The keyboard of the page on which drafts are decided on. Every key presses a button or follows a link that the page
// has anyway; without this script everything works by those.
"use strict";

(() => {
  const review = document.querySelector("[data-review]");
  if (!review) return;
  const cards = [...review.querySelectorAll("[data-draft]")];
  const text = review.querySelector("[data-text]");
  const status = document.querySelector("[data-status]");
  const help = document.querySelector("[data-help]");
  const helpButton = document.querySelector("[data-help-button]");
  let current = cards.find((card) => card.classList.contains("is-now")) || null;

  // The words of the draft in the text come into sight, without moving the page.
  const showInText = (number) => {
    review.querySelectorAll("mark.is-now").forEach((mark) => mark.classList.remove("is-now"));
    const words = [...review.querySelectorAll("mark[data-of]")]
      .filter((mark) => mark.dataset.of.split(" ").includes(number));
    words.forEach((mark) => mark.classList.add("is-now"));
    const first = document.getElementById(`text-${number}`) || words[0];
    if (!first || !text) return;
    const top = first.getBoundingClientRect().top - text.getBoundingClientRect().top + text.scrollTop;
    text.scrollTop = Math.max(0, top - text.clientHeight / 4);
  };

  const goTo = (card, isFocused) => {
    if (current && current !== card) {
      current.classList.remove("is-now");
      current.removeAttribute("aria-current");
    }
    current = card;
    card.classList.add("is-now");
    card.setAttribute("aria-current", "true");
    showInText(card.dataset.draft);
    if (isFocused) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "start" });
    }
  };

  const move = (by) => {
    const at = current ? cards.indexOf(current) : -1;
    const next = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
    if (next) goTo(next, true);
  };

  const press = (key) => {
    const target = current && current.querySelector(`[data-key="${key}"]`);
    if (target) target.click();
    else if (status) status.textContent = "";
  };

  const toggleHelp = () => {
    if (!help) return;
    help.hidden = !help.hidden;
    if (helpButton) helpButton.setAttribute("aria-expanded", String(!help.hidden));
    if (help.hidden) (current || document.body).focus({ preventScroll: true });
    else help.focus();
  };

  if (helpButton) {
    helpButton.hidden = false;
    helpButton.addEventListener("click", toggleHelp);
  }

  // A card becomes the current one by being worked in.
  cards.forEach((card) => {
    card.addEventListener("focusin", () => { if (card !== current) goTo(card, false); });
    card.addEventListener("click", (event) => {
      if (!event.target.closest("a, button, select, input, label, summary")) goTo(card, true);
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest("input, select, textarea, [contenteditable]")) return;
    // Enter and the arrows belong to a control that has the focus, and to text that is being scrolled.
    const isOnControl = target.closest("a, button, summary");
    const isOnText = target.closest("[data-text]");
    switch (event.key) {
      case "Enter":
        if (isOnControl) return;
        press("Enter");
        break;
      case "e": case "E": press("e"); break;
      case "x": case "X": press("x"); break;
      case "m": case "M": press("m"); break;
      case "s": case "S": press("s"); break;
      case "j": case "J": move(1); break;
      case "k": case "K": move(-1); break;
      case "ArrowDown": if (isOnText || isOnControl) return; move(1); break;
      case "ArrowUp": if (isOnText || isOnControl) return; move(-1); break;
      case "?": toggleHelp(); break;
      case "Escape": if (help && !help.hidden) { toggleHelp(); break; } return;
      default: return;
    }
    event.preventDefault();
  });

  // After a decision the page comes back at the next draft: it is read out and ready for the next key. A page opened
  // without a place to go to stays at its top.
  if (current) {
    showInText(current.dataset.draft);
    if (window.location.hash === `#${current.id}`) {
      current.focus({ preventScroll: true });
      current.scrollIntoView({ block: "start" });
    }
  }
  const finish = document.getElementById("issue");
  if (finish && window.location.hash === "#issue") finish.focus();
})();
