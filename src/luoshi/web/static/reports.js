/* Writing a report: marks what differs from the last one, and counts the sums on.
   Everything works without it: the server counts for itself. */
(function () {
  "use strict";

  function wan(text) {
    var number = Number(String(text).replace(/[,\s]/g, "") || "0");
    return isFinite(number) ? number : null;
  }

  function squeezed(text) {
    return String(text).replace(/\r\n/g, "\n").trim();
  }

  function mark(control) {
    var field = control.closest(".field");
    var tag = field && field.querySelector("[data-changed-mark]");
    if (!tag) {
      return;
    }
    var value = squeezed(control.value);
    var differs = value !== squeezed(control.getAttribute("data-last"));
    var shown = differs && !(control.inputMode === "decimal" && value === "");
    field.classList.toggle("field-changed", shown);
    tag.hidden = !shown;
  }

  /* What an empty sum will become, as its placeholder. */
  function countOn(form) {
    var added = form.querySelector("#id_invested_window");
    var this_window = added ? wan(added.value) : null;
    ["id_invested_year", "id_invested_total"].forEach(function (id) {
      var control = form.querySelector("#" + id);
      var last = control && control.getAttribute("data-carried");
      if (control && last !== null && this_window !== null) {
        control.placeholder = String(Math.round((wan(last) + this_window) * 1e6) / 1e6);
      }
    });
  }

  function look(form) {
    form.querySelectorAll("[data-last]").forEach(mark);
    countOn(form);
  }

  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var field = document.getElementById(button.getAttribute("data-copy"));
      field.select();
      var word = button.querySelector("span");
      var done = function () {
        word.textContent = button.getAttribute("data-copied");
      };
      if (navigator.clipboard) {
        navigator.clipboard.writeText(field.value).then(done);
      } else if (document.execCommand("copy")) {
        done();
      }
    });
  });

  var form = document.querySelector("form.report-form");
  if (!form) {
    return;
  }
  ["input", "change", "luoshi:filled"].forEach(function (name) {
    form.addEventListener(name, function () {
      look(form);
    });
  });
  look(form);
})();
