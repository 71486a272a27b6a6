/* The draft page: text and cards show each other, keys decide, a selection becomes a card. */
(function () {
  "use strict";

  var page = document.getElementById("draft");
  var narrow = window.matchMedia("(max-width: 860px)");

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function one(selector, within) {
    return (within || document).querySelector(selector);
  }

  /* ---- handing in: too large a file is said before it is sent ---------------- */

  var drop = one("[data-drop]");
  if (drop) {
    var input = one('input[type="file"]', drop);
    var warning = one("[data-too-large]", drop);
    input.addEventListener("change", function () {
      var file = input.files[0];
      warning.hidden = !(file && file.size > Number(warning.getAttribute("data-too-large")));
    });
    ["dragover", "dragenter"].forEach(function (kind) {
      drop.addEventListener(kind, function (event) {
        event.preventDefault();
        drop.classList.add("over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      drop.addEventListener(kind, function () {
        drop.classList.remove("over");
      });
    });
    drop.addEventListener("drop", function (event) {
      if (event.dataTransfer.files.length) {
        event.preventDefault();
        input.files = event.dataTransfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }
  if (!page) {
    return;
  }

  /* ---- tabs -------------------------------------------------------------------- */

  var tabKey = "luoshi.draft-tab." + window.location.pathname;
  var active = remembered() || "matter";

  function remembered() {
    try {
      return window.sessionStorage.getItem(tabKey);
    } catch (refused) {
      return "";
    }
  }

  function openTab(kind) {
    if (!one('[data-panel="' + kind + '"]')) {
      kind = "matter";
    }
    var scroller = document.getElementById("cards-scroll");
    if (kind !== active && scroller) {
      scroller.scrollTop = 0;
    }
    active = kind;
    all("[data-tab]").forEach(function (tab) {
      var chosen = tab.getAttribute("data-tab") === kind;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    });
    all("[data-panel]").forEach(function (panel) {
      panel.hidden = panel.getAttribute("data-panel") !== kind;
    });
    try {
      window.sessionStorage.setItem(tabKey, kind);
    } catch (refused) {
      /* A private window: the tab is only not remembered. */
    }
  }

  function moveTab(tab, step) {
    var tabs = all("[data-tab]");
    var next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    openTab(next.getAttribute("data-tab"));
    next.focus();
  }

  /* ---- text and cards show each other -------------------------------------------- */

  function bring(element, box) {
    if (!element || !box) {
      return;
    }
    if (narrow.matches) {
      element.scrollIntoView({ block: "center" });
      return;
    }
    var inner = element.getBoundingClientRect();
    var outer = box.getBoundingClientRect();
    if (inner.top < outer.top + 24 || inner.bottom > outer.bottom - 24) {
      var space = Math.max((outer.height - inner.height) / 2, 32);
      box.scrollTop += inner.top - outer.top - space;
    }
  }

  function light(attribute, pk) {
    all(".lit").forEach(function (element) {
      element.classList.remove("lit");
    });
    if (!pk) {
      return;
    }
    all("[" + attribute + '="' + pk + '"]').forEach(function (element) {
      element.classList.add("lit");
    });
    var card = document.getElementById((attribute === "data-f" ? "card-" : "demand-") + pk);
    if (card) {
      card.classList.add("lit");
    }
  }

  function placeOf(card) {
    return card.hasAttribute("data-card")
      ? one('#text [data-f="' + card.getAttribute("data-card") + '"]')
      : one('#text [data-d="' + card.getAttribute("data-demand") + '"]');
  }

  function showFromCard(card) {
    if (card.hasAttribute("data-card")) {
      light("data-f", card.getAttribute("data-card"));
    } else {
      light("data-d", card.getAttribute("data-demand"));
    }
    if (!narrow.matches) {
      bring(placeOf(card), document.getElementById("source-scroll"));
    }
  }

  function kindOf(pk) {
    var card = document.getElementById("card-" + pk);
    return card ? card.getAttribute("data-kind") : "";
  }

  /* Of findings that lie over each other, the one of the open tab, else the innermost. */
  function findingAt(element) {
    var innermost = "";
    for (var at = element; at && at.id !== "text"; at = at.parentElement) {
      var pk = at.getAttribute("data-f");
      if (pk && !at.classList.contains("off")) {
        if (kindOf(pk) === active) {
          return pk;
        }
        innermost = innermost || pk;
      }
    }
    return innermost;
  }

  function showCard(pk) {
    var card = document.getElementById("card-" + pk);
    if (!card) {
      return;
    }
    showPane("cards");
    openTab(card.getAttribute("data-kind"));
    light("data-f", pk);
    card.focus({ preventScroll: true });
    bring(card, document.getElementById("cards-scroll"));
  }

  var hovering = 0;

  page.addEventListener("mouseover", function (event) {
    var target = event.target;
    if (narrow.matches || !(target instanceof Element)) {
      return;
    }
    window.clearTimeout(hovering);
    var card = target.closest(".fcard[data-card], .fcard[data-demand]");
    if (card) {
      hovering = window.setTimeout(showFromCard, 110, card);
      return;
    }
    if (target.closest("#text")) {
      var pk = findingAt(target);
      hovering = window.setTimeout(function () {
        if (!pk) {
          return;
        }
        light("data-f", pk);
        if (kindOf(pk) === active) {
          bring(document.getElementById("card-" + pk), document.getElementById("cards-scroll"));
        }
      }, 110);
    }
  });

  page.addEventListener("focusin", function (event) {
    var card = event.target instanceof Element && event.target.closest(".fcard[data-card], .fcard[data-demand]");
    if (card) {
      showFromCard(card);
    }
  });

  /* ---- panes and views of the text ---------------------------------------------------- */

  function showPane(name) {
    one(".panes").setAttribute("data-shown", name);
    all("[data-pane]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-pane") === name));
    });
  }

  function showText(name) {
    document.getElementById("text").hidden = name !== "repaired";
    document.getElementById("original").hidden = name !== "original";
    all("[data-text]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-text") === name));
    });
  }

  page.addEventListener("change", function (event) {
    var kind = event.target.getAttribute("data-light");
    if (kind) {
      document.getElementById("source-scroll").classList.toggle("no-" + kind, !event.target.checked);
    }
  });

  page.addEventListener("click", function (event) {
    var target = event.target instanceof Element ? event.target : null;
    if (!target) {
      return;
    }
    var found;
    if ((found = target.closest("[data-tab]"))) {
      openTab(found.getAttribute("data-tab"));
    } else if ((found = target.closest("[data-tab-link]"))) {
      event.preventDefault();
      showPane("cards");
      openTab(found.getAttribute("data-tab-link"));
    } else if ((found = target.closest("[data-show]"))) {
      event.preventDefault();
      all("details.confirm[open]").forEach(function (open) {
        open.open = false;
      });
      showCard(found.getAttribute("data-show"));
    } else if ((found = target.closest("[data-pane]"))) {
      showPane(found.getAttribute("data-pane"));
    } else if ((found = target.closest("[data-text]"))) {
      event.preventDefault();
      showText(found.getAttribute("data-text"));
    } else if ((found = target.closest("[data-cancel]")) && found.hasAttribute("data-close")) {
      event.preventDefault();
    } else if (target.closest("#text") && window.getSelection().isCollapsed) {
      var pk = findingAt(target);
      if (pk) {
        showCard(pk);
      }
    }
  });

  /* ---- keys ---------------------------------------------------------------------------- */

  function cardsInSight() {
    return all('[data-panel="' + active + '"] .fcard');
  }

  function focusedCard() {
    return document.activeElement ? document.activeElement.closest(".fcard") : null;
  }

  function step(by) {
    var cards = cardsInSight();
    if (!cards.length) {
      return;
    }
    var at = cards.indexOf(focusedCard() || one(".fcard.lit"));
    var next = cards[Math.min(Math.max(at < 0 ? 0 : at + by, 0), cards.length - 1)];
    next.focus({ preventScroll: true });
    bring(next, document.getElementById("cards-scroll"));
  }

  var goingOn = "";

  function press(key) {
    var card = focusedCard();
    var button = card && one('[data-key="' + key + '"]', card);
    if (!button || button.disabled) {
      return false;
    }
    if (key === "a" || key === "r") {
      var cards = cardsInSight();
      var next = cards[cards.indexOf(card) + 1];
      goingOn = next ? next.id : card.id;
    } else {
      goingOn = card.id;
    }
    button.click();
    return true;
  }

  document.addEventListener("keydown", function (event) {
    var target = event.target;
    var writing = target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      hidePick();
      if (target instanceof Element && target.matches(".sure")) {
        target.closest(".fcard").focus({ preventScroll: true });
        return;
      }
      var cancel = target instanceof Element && target.closest(".editing") && one("[data-cancel]", target.closest(".editing"));
      if (cancel) {
        goingOn = target.closest(".editing").id;
        cancel.click();
      }
      return;
    }
    if (writing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    var tab = target instanceof Element && target.closest("[data-tab]");
    if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      moveTab(tab, event.key === "ArrowRight" ? 1 : -1);
      return;
    }
    var inText = target instanceof Element && target.closest("#source-scroll");
    var key = event.key.toLowerCase();
    if (key === "j" || (key === "arrowdown" && !inText && focusedCard())) {
      event.preventDefault();
      step(1);
    } else if (key === "k" || (key === "arrowup" && !inText && focusedCard())) {
      event.preventDefault();
      step(-1);
    } else if (key === "w" && focusedCard() && one('[data-key="w"]', focusedCard())) {
      event.preventDefault();
      one('[data-key="w"]', focusedCard()).focus(); /* shows why it was read so */
    } else if ("areu".indexOf(key) >= 0 && key.length === 1 && press(key)) {
      event.preventDefault();
    }
  });

  /* ---- a selection becomes a card ---------------------------------------------------------- */

  var pick = document.getElementById("pick");
  var picked = null;

  function offsetOf(node, offset) {
    var run = node.nodeType === Node.TEXT_NODE ? node.parentElement.closest("[data-s]") : null;
    if (run) {
      return Number(run.getAttribute("data-s")) + offset;
    }
    var child = node.childNodes[offset];
    run = child && child.nodeType === Node.ELEMENT_NODE ? child.matches("[data-s]") ? child : one("[data-s]", child) : null;
    return run ? Number(run.getAttribute("data-s")) : -1;
  }

  function hidePick() {
    if (pick) {
      pick.hidden = true;
    }
    picked = null;
  }

  function offerPick() {
    var selection = window.getSelection();
    var text = document.getElementById("text");
    if (!pick || selection.isCollapsed || !selection.rangeCount || !text.contains(selection.anchorNode)) {
      hidePick();
      return;
    }
    var range = selection.getRangeAt(0);
    var quote = range.toString().replace(/^\s+|\s+$/g, "");
    var start = offsetOf(range.startContainer, range.startOffset);
    if (!quote || quote.length > 2000) {
      hidePick();
      return;
    }
    start += range.toString().length - range.toString().replace(/^\s+/, "").length;
    picked = { start: Math.max(start, 0), quote: quote };
    var box = range.getBoundingClientRect();
    pick.hidden = false;
    if (!narrow.matches) {
      var width = pick.offsetWidth;
      var left = Math.min(Math.max(box.left, 8), window.innerWidth - width - 8);
      var above = box.top - pick.offsetHeight - 8;
      pick.style.left = left + "px";
      pick.style.top = (above > 60 ? above : Math.min(box.bottom + 8, window.innerHeight - 60)) + "px";
    }
  }

  /* While the mouse still draws, the toolbar would stand in its way and hold half of the words. */
  var choosing = 0, drawing = false;

  function offerSoon() {
    window.clearTimeout(choosing);
    if (!drawing) {
      choosing = window.setTimeout(offerPick, 160);
    }
  }

  document.addEventListener("selectionchange", offerSoon);
  document.addEventListener("mousedown", function (event) {
    drawing = event.target instanceof Element && !!event.target.closest("#text");
    window.clearTimeout(choosing);
  });
  document.addEventListener("mouseup", function () {
    drawing = false;
    offerSoon();
  });

  if (pick) {
    pick.addEventListener("mousedown", function (event) {
      event.preventDefault(); /* the selection stays */
    });
    pick.addEventListener("click", function (event) {
      var button = event.target.closest("[data-pick]");
      if (!window.getSelection().isCollapsed) {
        offerPick(); /* what is selected now, not what was when the toolbar came */
      }
      if (!button || !picked) {
        return;
      }
      var values = { quote: picked.quote, start: picked.start };
      window.getSelection().removeAllRanges();
      hidePick();
      showPane("cards");
      openTab(button.getAttribute("data-pick"));
      window.htmx.ajax("GET", button.getAttribute("data-address"), {
        target: "#new-card",
        swap: "innerHTML",
        values: values,
      });
    });
  }

  /* ---- after a fragment has come ---------------------------------------------------------------- */

  function relight() {
    all(".fcard[data-card]").forEach(function (card) {
      var off = card.getAttribute("data-verdict") === "rejected";
      all('#text [data-f="' + card.getAttribute("data-card") + '"]').forEach(function (element) {
        element.classList.toggle("off", off);
      });
    });
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    var target = event.detail.target || event.target;
    openTab(active);
    relight();
    var added = one("[data-added]");
    if (added) {
      var pk = added.getAttribute("data-added");
      document.getElementById("new-card").textContent = "";
      showCard(pk);
      return;
    }
    var form = one("#new-card form");
    if (form && target && target.id === "new-card") {
      (one(".is-invalid, textarea:not([name=quote]), input:not([type=hidden]), select", form) || form).focus();
      return;
    }
    var next = goingOn ? document.getElementById(goingOn) : null;
    goingOn = "";
    if (next && !drawing) { /* a focus that moves would break off what the mouse draws */
      var field = next.classList.contains("editing") && one("textarea, input:not([type=hidden]), select", next);
      (field || next).focus({ preventScroll: true });
      bring(next, document.getElementById("cards-scroll"));
    }
  });

  page.addEventListener("htmx:beforeRequest", function (event) {
    var card = event.target.closest ? event.target.closest(".fcard") : null;
    if (card && !goingOn) {
      goingOn = card.id;
    }
  });

  function showWanted() {
    var wanted = /^#card-(\d+)$/.exec(window.location.hash);
    if (wanted) {
      showCard(wanted[1]);
    }
  }

  openTab(active);
  showWanted();
  window.addEventListener("hashchange", showWanted);
})();
