// Saves an entry of the journal to its author's own row while it is written. This browser keeps nothing of it.

const form = document.querySelector(".fx-root form[data-fx-own]");
const PAUSE = 20_000;

function keepSaving({ fxOwn: address, saved, stale }) {
  const status = form.querySelector("[data-fx-status]");
  const say = (words) => { if (status) status.textContent = words; };
  let due, sent;

  const save = (leaving) => {
    clearTimeout(due);
    due = 0;
    const body = new URLSearchParams(new FormData(form));
    fetch(address, { method: "POST", body, keepalive: leaving === true }).then(
      ({ ok, status: code }) => {
        const time = new Date().toTimeString().slice(0, 5);
        say(ok ? saved.replace("%s", time) : code === 409 ? stale : ""); // what was said does not hold any more
      },
      () => { due ||= setTimeout(save, PAUSE); }, // without a network: later
    );
  };
  const leave = () => { if (due && !sent) save(true); };

  form.addEventListener("input", () => { due ||= setTimeout(save, PAUSE); });
  form.addEventListener("submit", () => {
    clearTimeout(due);
    sent = true;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", () => { sent = false; });
}

if (form) keepSaving(form.dataset);
