// Passkeys: show what this browser can do, and say it in the reader's language when it fails.
(function () {
  "use strict";

  var words = document.getElementById("passkey-words");
  var able = Boolean(window.PublicKeyCredential && navigator.credentials);

  document.querySelectorAll("[data-needs-passkeys]").forEach(function (one) {
    one.hidden = !able;
  });
  if (!able) {
    document.querySelectorAll("[data-no-passkeys]").forEach(function (one) {
      one.hidden = false;
      one.textContent = words ? words.dataset.missing : "";
    });
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var place = document.getElementById("passkey-failed") || document.getElementById("toasts");
    if (!place || !words) {
      return;
    }
    var notice = document.createElement("div");
    notice.className = "notice notice-error";
    if (place.id !== "toasts") {
      notice.setAttribute("role", "alert");
    }
    notice.textContent = words.dataset.failed;
    place.replaceChildren(notice);
  });

  var call = document.getElementById("passkey-call");
  if (able && call) {
    window.allauth.webauthn.forms[call.dataset.call]({ ids: JSON.parse(call.dataset.ids) });
  }

  var codes = document.getElementById("recovery-codes");
  var save = document.getElementById("recovery-save");
  if (codes && save) {
    save.href = URL.createObjectURL(new Blob([codes.innerText + "\n"], { type: "text/plain" }));
    save.hidden = false;
  }
})();
