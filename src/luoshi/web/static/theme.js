/* Loaded in the head before anything is painted: the remembered theme, or the system's. */
(function () {
  "use strict";
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function remembered() {
    try {
      return window.localStorage.getItem("luoshi.theme") || "auto";
    } catch (refused) {
      return "auto";
    }
  }
  function apply() {
    var choice = remembered();
    var dark = choice === "dark" || (choice === "auto" && system.matches);
    root.setAttribute("data-bs-theme", dark ? "dark" : "light");
    root.setAttribute("data-theme-choice", choice);
  }
  root.classList.add("js");
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", apply);
  window.addEventListener("beforeprint", function () {
    root.setAttribute("data-bs-theme", "light");
  });
  window.addEventListener("afterprint", apply);
  window.luoshiTheme = {
    choose: function (choice) {
      try {
        window.localStorage.setItem("luoshi.theme", choice);
      } catch (refused) {
        root.setAttribute("data-bs-theme", choice === "dark" ? "dark" : "light");
        return;
      }
      apply();
    },
  };
})();
