/* Small courtesies; every page works without them. */
"use strict";

for (const link of document.querySelectorAll("[data-leave]")) {
  // Takes this page out of the history as well, for whoever is watched.
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.replace(link.href);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Whoever closes the browser's question, or has no passkey here, is told.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const banner of document.querySelectorAll("[data-passkey-failed]")) {
    banner.hidden = false;
  }
});

// Signing in beside an open page changes the token that forms carry; the cookie has
// the one that counts, so that what stands in the form is not refused.
document.addEventListener("submit", (event) => {
  const token = event.target.querySelector("[name=csrfmiddlewaretoken]");
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  if (token && cookie) token.value = cookie[1];
});

// Suggestions go when they are not wanted: Escape, or the keyboard moves on.
for (const box of document.querySelectorAll(".suggestions")) {
  const field = box.parentElement;
  const clear = () => box.replaceChildren();
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box.childElementCount) {
      clear();
      field.querySelector("input").focus();
    }
  });
  field.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !field.contains(event.relatedTarget)) clear();
  });
}
