/* The command palette, and the keys of the page of search.
   Everything here is also reached without it: the opener is a link to the page of search. */
(function () {
  "use strict";

  var dialog = document.getElementById("palette");
  var words = document.getElementById("palette-words");
  var opener = null;

  /* What was found is said to who listens: the region itself stays, only its words change. */
  function say(holder, region) {
    var found = holder && holder.querySelector("[data-said]");
    if (!found && holder && holder.hasAttribute("data-said")) {
      found = holder;
    }
    if (region && found) {
      region.textContent = found.getAttribute("data-said");
    }
  }

  document.addEventListener("htmx:afterSwap", function (event) {
    var target = event.detail.target;
    if (target && target.id === "palette-found") {
      say(target, document.getElementById("palette-said"));
      words.setAttribute("aria-expanded", String(options().length > 0));
      choose(0);
    } else if (event.detail.elt && event.detail.elt.id === "results") {
      say(event.detail.elt, document.getElementById("search-said"));
    }
  });
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.elt && event.detail.elt.id === "results") {
      say(event.detail.elt, document.getElementById("search-said"));
    }
  });

  /* ---- the page of search: from the box down into the results and back ---- */

  var box = document.querySelector("[data-search-words]");

  function hits() {
    return Array.prototype.slice.call(document.querySelectorAll("#results a.hit"));
  }

  function walk(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") {
      return;
    }
    var all = hits();
    var at = all.indexOf(document.activeElement);
    if (!all.length || (at < 0 && document.activeElement !== box)) {
      return;
    }
    event.preventDefault();
    var next = at + (event.key === "ArrowDown" ? 1 : -1);
    if (next < 0) {
      box.focus();
    } else if (all[next]) {
      all[next].focus();
    }
  }

  if (box) {
    document.addEventListener("keydown", walk);
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /* ---- the palette ---- */

  if (!dialog || !dialog.showModal) {
    return;
  }

  function options() {
    return Array.prototype.slice.call(dialog.querySelectorAll('[role="option"]'));
  }

  function chosen() {
    return dialog.querySelector('[role="option"][aria-selected="true"]');
  }

  function choose(at) {
    var all = options();
    all.forEach(function (one, n) {
      one.setAttribute("aria-selected", String(n === at));
    });
    if (all[at]) {
      words.setAttribute("aria-activedescendant", all[at].id);
      all[at].scrollIntoView({ block: "nearest" });
    } else {
      words.removeAttribute("aria-activedescendant");
    }
  }

  function open(from) {
    if (dialog.open || document.querySelector("dialog[open]")) {
      return;
    }
    opener = from || document.activeElement;
    dialog.showModal();
    words.focus();
    words.select();
    words.dispatchEvent(new CustomEvent("palette:open"));
  }

  document.addEventListener("click", function (event) {
    var from = event.target.closest ? event.target.closest("[data-palette]") : null;
    if (from && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(from);
    } else if (event.target === dialog || (event.target.closest && event.target.closest("[data-palette-close]"))) {
      dialog.close();
    }
  });

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) {
        dialog.close();
      } else {
        open(null);
      }
    }
  });

  dialog.addEventListener("close", function () {
    words.setAttribute("aria-expanded", "false");
    if (opener && opener.isConnected && opener !== document.body) {
      opener.focus();
    }
    opener = null;
  });

  words.addEventListener("keydown", function (event) {
    var all = options();
    var at = all.indexOf(chosen());
    if (event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (all.length) {
        choose((at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length);
      }
    } else if (event.key === "Enter" && chosen() && dialog.querySelector("[data-results]")) {
      event.preventDefault();
      chosen().click();
    }
  });
})();
