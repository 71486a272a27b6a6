/* The screen of a session: ← and → lead to the item before and after, except while somebody types. */
(function () {
  "use strict";
  var KEYS = { ArrowLeft: "[data-earlier]", ArrowRight: "[data-later]" };
  document.addEventListener("keydown", function (event) {
    var typed = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (typed || event.ctrlKey || event.altKey || event.metaKey || !(event.key in KEYS)) return;
    var link = document.querySelector(KEYS[event.key]);
    if (link) link.click();
  });
})();
