/* Behaviour of the pages.  Everything works without it; with it, more gently.
   Marks in the HTML that it obeys are listed in docs/interface.md. */
(function () {
  "use strict";

  var root = document.documentElement;
  var KEEP_DAYS = 14;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function meta(name) {
    var element = document.querySelector('meta[name="' + name + '"]');
    return element ? element.content : "";
  }

  /* Sentences come from the page, so that they are in the reader's language. */
  function word(key) {
    var words = document.getElementById("luoshi-words");
    return (words && words.getAttribute("data-" + key)) || "";
  }

  /* ---- toasts -------------------------------------------------------- */

  function button(label, css, act) {
    var element = document.createElement("button");
    element.type = "button";
    element.className = css;
    element.textContent = label;
    element.addEventListener("click", act);
    return element;
  }

  function notice(kind, sentence) {
    var box = document.createElement("div");
    box.className = "notice notice-" + kind;
    var body = document.createElement("div");
    body.className = "notice-body";
    body.textContent = sentence;
    box.appendChild(body);
    return box;
  }

  function toast(sentence, kind) {
    var area = document.getElementById("toasts");
    if (!area || !sentence) {
      return;
    }
    var same = all(".notice-body", area).some(function (body) {
      return body.textContent === sentence;
    });
    if (same) {
      return;
    }
    var box = notice(kind || "error", sentence);
    var close = button("×", "close", function () {
      box.remove();
    });
    close.setAttribute("aria-label", word("close"));
    box.appendChild(close);
    area.appendChild(box);
    if (kind && kind !== "error") {
      window.setTimeout(function () {
        box.remove();
      }, 8000);
    }
  }

  /* ---- menus, navigation, theme, filters ------------------------------- */

  function closeMenus(except) {
    all("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  function markTheme() {
    var choice = root.getAttribute("data-theme-choice") || "auto";
    all("[data-theme-set]").forEach(function (element) {
      var pressed = element.getAttribute("data-theme-set") === choice;
      element.setAttribute("aria-pressed", String(pressed));
    });
  }

  function toggleNavigation(toggle) {
    var navigation = document.getElementById(toggle.getAttribute("aria-controls"));
    var open = navigation.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  }

  /* All rows of this page, or none if all are chosen. */
  function chooseAll(form) {
    var boxes = all('input[type="checkbox"][form="' + form.id + '"]');
    var whole = boxes.every(function (box) {
      return box.checked;
    });
    boxes.forEach(function (box) {
      box.checked = !whole;
    });
  }

  document.addEventListener("click", function (event) {
    var target = event.target;
    if (!(target instanceof Element)) {
      return;
    }
    closeMenus(target.closest("details.menu"));
    var theme = target.closest("[data-theme-set]");
    if (theme) {
      window.luoshiTheme.choose(theme.getAttribute("data-theme-set"));
      markTheme();
      closeMenus(null);
    }
    var toggle = target.closest("[data-nav-toggle]");
    if (toggle) {
      toggleNavigation(toggle);
    }
    var closing = target.closest("[data-close]");
    if (closing) {
      var box = closing.closest(closing.getAttribute("data-close"));
      if (box instanceof HTMLDialogElement) {
        box.close();
      } else if (box) {
        box.remove();
      }
    }
    if (target.closest("[data-choose-all]")) {
      chooseAll(target.closest("form"));
    }
    if (target.closest("[data-print]")) {
      window.print();
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    var open = document.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });

  /* Filters stand open on a wide screen and fold away on a phone. */
  var narrow = window.matchMedia("(max-width: 640px)");

  function foldFilters() {
    all("details.filters").forEach(function (filters) {
      filters.open = !narrow.matches;
    });
  }

  /* ---- unsent forms ------------------------------------------------------ */

  function keepName(key) {
    return "luoshi.keep." + (meta("luoshi-user") || "-") + "." + key;
  }

  function stored(name) {
    try {
      return JSON.parse(window.localStorage.getItem(name));
    } catch (refused) {
      return null;
    }
  }

  function store(name, value) {
    try {
      window.localStorage.setItem(name, JSON.stringify(value));
    } catch (refused) {
      /* Private windows and full stores: the form still works, only unkept. */
    }
  }

  function forget(name) {
    try {
      window.localStorage.removeItem(name);
    } catch (refused) {
      /* Nothing was kept. */
    }
  }

  function forgetOld() {
    var limit = Date.now() - KEEP_DAYS * 86400000;
    try {
      Object.keys(window.localStorage).forEach(function (name) {
        if (name.indexOf("luoshi.keep.") !== 0) {
          return;
        }
        var kept = stored(name);
        if (!kept || kept.at < limit) {
          forget(name);
        }
      });
    } catch (refused) {
      /* Nothing was kept. */
    }
  }

  function isKept(field) {
    var skipped = ["password", "file", "hidden", "submit", "button", "image", "reset"];
    return Boolean(field.name) && skipped.indexOf(field.type) < 0 && !field.closest("[data-unkept]");
  }

  /* What a form holds: name -> list of values, in the order of the page. */
  function contents(form) {
    var values = {};
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!isKept(field)) {
        return;
      }
      var list = (values[field.name] = values[field.name] || []);
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) {
          list.push(field.value);
        }
      } else if (field.type === "select-multiple") {
        all("option", field).forEach(function (option) {
          if (option.selected) {
            list.push(option.value);
          }
        });
      } else {
        list.push(field.value);
      }
    });
    return values;
  }

  function fill(form, values) {
    var places = {};
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!isKept(field) || !Object.prototype.hasOwnProperty.call(values, field.name)) {
        return;
      }
      var list = values[field.name];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = list.indexOf(field.value) >= 0;
      } else if (field.type === "select-multiple") {
        all("option", field).forEach(function (option) {
          option.selected = list.indexOf(option.value) >= 0;
        });
      } else {
        var place = places[field.name] || 0;
        places[field.name] = place + 1;
        if (place < list.length) {
          field.value = list[place];
        }
      }
    });
  }

  function keep(form) {
    store(keepName(form.getAttribute("data-keep")), {
      at: Date.now(),
      version: form.getAttribute("data-keep-version") || "",
      values: contents(form),
    });
  }

  function restore(form) {
    if (form.luoshiKeeping) {
      return;
    }
    form.luoshiKeeping = true;
    var name = keepName(form.getAttribute("data-keep"));
    var kept = stored(name);
    var fresh = contents(form);
    if (!kept || !kept.values) {
      return;
    }
    var merged = Object.assign({}, fresh, kept.values);
    if (JSON.stringify(merged) === JSON.stringify(fresh)) {
      return;
    }
    fill(form, kept.values);
    var moved = kept.version !== (form.getAttribute("data-keep-version") || "");
    var box = notice("warning", word(moved ? "restored-moved" : "restored"));
    box.setAttribute("role", "status");
    box.setAttribute("data-kept-notice", "");
    box.appendChild(
      button(word("discard"), "btn btn-plain btn-sm", function () {
        forget(name);
        fill(form, fresh);
        box.remove();
        announce(form);
      })
    );
    form.insertBefore(box, form.firstChild);
    announce(form);
  }

  /* Other scripts (previews, counters) hear that the fields have changed. */
  function announce(form) {
    form.dispatchEvent(new CustomEvent("luoshi:filled", { bubbles: true }));
  }

  function received(key) {
    if (!key) {
      return;
    }
    forget(keepName(key));
    all("form[data-keep]").forEach(function (form) {
      if (form.getAttribute("data-keep") === key) {
        all("[data-kept-notice]", form).forEach(function (box) {
          box.remove();
        });
      }
    });
  }

  /* Which form was sent last: what bore a secrecy mark must not stay in this browser. */
  var SENT = "luoshi.sent";

  function rememberSent(form) {
    try {
      window.sessionStorage.setItem(SENT, keepName(form.getAttribute("data-keep")));
    } catch (refused) {
      /* Nothing is kept then either. */
    }
  }

  function forgetSent() {
    try {
      forget(window.sessionStorage.getItem(SENT));
      window.sessionStorage.removeItem(SENT);
    } catch (refused) {
      /* Nothing was kept. */
    }
  }

  function keptForm(event) {
    return event.target instanceof Element ? event.target.closest("form[data-keep]") : null;
  }

  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = keptForm(event);
      if (form) {
        keep(form);
      }
    });
  });

  /* ---- sending once ---------------------------------------------------------- */

  function cookie(name) {
    var found = document.cookie.split("; ").find(function (pair) {
      return pair.indexOf(name + "=") === 0;
    });
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  /* After a log-in in another tab the page's own token is stale; the cookie's is not. */
  function freshToken() {
    return cookie(meta("luoshi-csrf-cookie") || "csrftoken");
  }

  function senders(form) {
    var buttons = all('button:not([type="button"]), input[type="submit"]', form);
    if (form.id) {
      buttons = buttons.concat(all('button[form="' + form.id + '"]:not([type="button"])'));
    }
    return buttons;
  }

  function busy(form) {
    form.luoshiSending = true;
    form.setAttribute("aria-busy", "true");
    window.setTimeout(function () {
      if (!form.luoshiSending) {
        return;
      }
      senders(form).forEach(function (sender) {
        if (!sender.disabled) {
          sender.disabled = true;
          sender.setAttribute("aria-busy", "true");
        }
      });
    }, 0);
  }

  function rested(form) {
    form.luoshiSending = false;
    form.removeAttribute("aria-busy");
    senders(form).forEach(function (sender) {
      if (sender.getAttribute("aria-busy") === "true") {
        sender.disabled = false;
        sender.removeAttribute("aria-busy");
      }
    });
  }

  function byHtmx(form) {
    return form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
  }

  document.addEventListener(
    "submit",
    function (event) {
      var form = event.target;
      if (!(form instanceof HTMLFormElement) || form.method !== "post" || byHtmx(form)) {
        return;
      }
      var question = form.getAttribute("data-confirm");
      if (form.luoshiSending || (question && !window.confirm(question))) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      var token = form.querySelector('input[name="csrfmiddlewaretoken"]');
      if (token && freshToken()) {
        token.value = freshToken();
      }
      if (form.hasAttribute("data-keep")) {
        keep(form);
        rememberSent(form);
      }
      busy(form);
      if (form.hasAttribute("data-download")) {
        window.setTimeout(rested, 4000, form);
      }
    },
    true
  );

  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      all("form[aria-busy]").forEach(rested);
    }
  });

  /* ---- htmx -------------------------------------------------------------------- */

  function loginAddress() {
    return meta("luoshi-login");
  }

  function pathOf(address) {
    try {
      return new URL(address, window.location.href).pathname;
    } catch (malformed) {
      return "";
    }
  }

  function sessionEnded(xhr) {
    if (xhr.status === 401) {
      return true;
    }
    var login = loginAddress();
    if (!login || pathOf(login) === window.location.pathname) {
      return false;
    }
    var asked = xhr.getResponseHeader("HX-Redirect") || xhr.responseURL;
    return Boolean(asked) && pathOf(asked) === pathOf(login);
  }

  function offerLogin() {
    var dialog = document.getElementById("session-ended");
    if (dialog && dialog.showModal && !dialog.open) {
      dialog.showModal();
    } else if (!dialog) {
      toast(word("session-ended"));
    }
  }

  /* The sentence of an error page, or ours for that status. */
  function sentenceOf(xhr) {
    var type = xhr.getResponseHeader("Content-Type") || "";
    if (type.indexOf("text/html") === 0) {
      var answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
      var sentence = answer.querySelector("[data-sentence]");
      if (sentence) {
        return sentence.textContent.replace(/\s+/g, " ").trim();
      }
    }
    return word("error-" + xhr.status) || word(xhr.status >= 500 ? "error-500" : "error-other");
  }

  document.addEventListener("htmx:configRequest", function (event) {
    var detail = event.detail;
    if (detail.verb !== "get") {
      var token = freshToken();
      if (token) {
        detail.headers["X-CSRFToken"] = token;
        if (detail.formData.has("csrfmiddlewaretoken")) {
          detail.formData.set("csrfmiddlewaretoken", token);
        }
      }
      return;
    }
    if (detail.elt.closest("form.filter-form")) {
      Array.from(detail.formData.entries()).forEach(function (pair) {
        if (pair[1] === "") {
          detail.formData.delete(pair[0]);
        }
      });
    }
  });

  document.addEventListener("htmx:beforeRequest", function (event) {
    var form = event.detail.elt;
    if (!(form instanceof HTMLFormElement) || !byHtmx(form)) {
      return;
    }
    if (form.luoshiSending) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-keep")) {
      keep(form);
    }
    busy(form);
  });

  /* htmx follows HX-Redirect before it swaps: hold it back when it leads to the log-in. */
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    if (sessionEnded(event.detail.xhr)) {
      event.preventDefault();
      offerLogin();
    }
  });

  /* A refusal is told in a toast: what stands on the page stays. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.responseText.indexOf("data-refusal") >= 0) {
      event.detail.shouldSwap = false;
      toast(sentenceOf(event.detail.xhr));
    }
  });

  document.addEventListener("htmx:afterRequest", function (event) {
    var xhr = event.detail.xhr;
    var form = event.detail.elt.closest ? event.detail.elt.closest("form") : null;
    if (form) {
      rested(form);
      if (form.hasAttribute("data-keep") && xhr.responseText.indexOf('data-refusal="secret-mark"') >= 0) {
        forget(keepName(form.getAttribute("data-keep")));
      }
    }
    if (event.detail.successful && !sessionEnded(xhr)) {
      received(xhr.getResponseHeader("X-Kept-Done"));
    }
  });

  document.addEventListener("htmx:responseError", function (event) {
    if (!sessionEnded(event.detail.xhr)) {
      toast(sentenceOf(event.detail.xhr));
    }
  });

  document.addEventListener("htmx:sendError", function () {
    toast(word("offline"));
  });

  document.addEventListener("htmx:timeout", function () {
    toast(word("slow"));
  });

  /* ---- start ---------------------------------------------------------------------- */

  function arrange(within) {
    all("form[data-keep]", within).forEach(restore);
    if (within instanceof Element && within.matches("form[data-keep]")) {
      restore(within);
    }
    var summary = within.querySelector("[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  function start() {
    all("meta[data-kept-done]").forEach(function (element) {
      received(element.getAttribute("data-kept-done"));
    });
    if (document.querySelector("[data-forget-sent]")) {
      forgetSent();
    }
    forgetOld();
    markTheme();
    foldFilters();
    narrow.addEventListener("change", foldFilters);
    arrange(document);
    document.addEventListener("htmx:load", function (event) {
      arrange(event.detail.elt);
    });
  }

  window.luoshi = { toast: toast };
  start();
})();
