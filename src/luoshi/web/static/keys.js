/* Single keys: listed on the welcome page and in the dialog that ? opens.
   They never act in fields, nor with Ctrl, Alt or Meta, nor where the reader switched them off. */
(function () {
  "use strict";

  var dialog = document.getElementById("keys");
  var WAIT_MS = 1200;
  var pressed = "";
  var timer = 0;

  if (!dialog || dialog.getAttribute("data-act") !== "on") {
    return;
  }

  function inField(target) {
    return (
      target instanceof Element &&
      target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null
    );
  }

  function follow(selector) {
    var link = document.querySelector(selector);
    if (!link) {
      return false;
    }
    link.click();
    return true;
  }

  function go(name) {
    var address = dialog.getAttribute("data-go-" + name);
    if (address) {
      window.location.assign(address);
    }
    return Boolean(address);
  }

  /* Rows of the list, or of the first list on the page: what leads on from each of them. */
  function rows() {
    var within = document.querySelector("#list") || document.querySelector("main");
    var found = within ? within.querySelectorAll("tbody tr, .owed-list > li, .told > li") : [];
    return Array.prototype.map
      .call(found, function (row) {
        return row.querySelector("a[href]");
      })
      .filter(Boolean);
  }

  function step(by) {
    var links = rows();
    var at = links.indexOf(document.activeElement);
    var next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
    if (next) {
      next.focus();
    }
    return links.length > 0;
  }

  function search() {
    var box = document.querySelector(
      ".top input[type=search], #filters input[type=search], #filters input[type=text]"
    );
    if (!box) {
      return go("search");
    }
    var folded = box.closest("details");
    if (folded) {
      folded.open = true;
    }
    box.focus();
    return true;
  }

  var ALONE = {
    "?": function () {
      dialog.showModal();
      return true;
    },
    "/": search,
    j: function () {
      return step(1);
    },
    k: function () {
      return step(-1);
    },
    n: function () {
      return follow('.page-head .actions a[href$="/new/"]');
    },
  };
  var AFTER_G = { d: "desk", m: "matters", p: "projects", r: "reports" };

  function forget() {
    pressed = "";
    window.clearTimeout(timer);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      return;
    }
    if (inField(event.target)) {
      return;
    }
    var done = false;
    if (pressed === "g") {
      forget();
      done = Boolean(AFTER_G[event.key]) && go(AFTER_G[event.key]);
    } else if (event.key === "g") {
      pressed = "g";
      timer = window.setTimeout(forget, WAIT_MS);
    } else if (Object.prototype.hasOwnProperty.call(ALONE, event.key)) {
      done = ALONE[event.key]();
    }
    if (done) {
      event.preventDefault();
    }
  });
})();
