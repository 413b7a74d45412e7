// The form of a verdict: what is missing is said before anything is sent, so that the text stays open; what was filled in is kept in this tab
// until it is submitted. The server asks all of it again.

const formOf = () => document.querySelector("form[data-draft]");

/* ---- What is missing ---- */

function isMet(form, need, kind) {
  switch (need.dataset.needs) {
    case "Reading":
      return need.dataset.met === "true";
    case "Basis":
      return form.querySelector("[name=Grounds]:checked") !== null || form.elements.TermsClause.value.trim() !== "";
    case "Purpose": {
      const purpose = form.querySelector("[name=Purpose]:checked");
      return purpose !== null && (purpose.value === "NoneFound") === (kind === "Refer");
    }
    case "Finding":
      return form.elements.Finding.value.trim() !== "";
    default:
      return true;
  }
}

function missing(form, kind) {
  return [...form.querySelectorAll("[data-needs]")].filter(need => need.dataset.kinds.split(" ").includes(kind) && !isMet(form, need, kind));
}

function tell(form) {
  const line = form.querySelector("[data-need-line]");
  const kind = form.querySelector("[name=Kind]:checked");
  if (!line || !kind) {
    return;
  }
  const gaps = missing(form, kind.value).map(need => need.textContent);
  const isProtected = kind.value === "Refer" && form.querySelector("[name=Purpose]:checked:not([value=NoneFound])") !== null;
  const text = isProtected ? form.querySelector("[data-need]").dataset.protected : gaps.length > 0 ? form.querySelector("[data-need]").dataset.missing.replace("{0}", gaps.join(", ")) : kind.dataset.does;
  if (line.textContent !== text) {
    line.textContent = text;
  }
}

/** Puts the focus on the next thing that the chosen verdict still needs; with no verdict chosen, on the first unanswered step. */
function goToGap(form) {
  const kind = form.querySelector("[name=Kind]:checked");
  const [gap] = missing(form, kind?.value ?? "Refer");
  if (gap?.dataset.needs === "Reading") {
    form.querySelector("[data-reveal]").focus();
    return;
  }
  const step = gap && form.querySelector(`[data-step=${gap.dataset.needs}]`);
  const target = step?.querySelector("input:checked") ?? step?.querySelector("input, textarea")
    ?? (kind ? form.querySelector("[data-submit]") : form.querySelector("[name=Kind]"));
  target.focus({ focusVisible: true });
  target.scrollIntoView({ block: "center" });
}

/* ---- What was filled in ---- */

const fields = ["Grounds", "Purpose", "Kind", "TermsClause", "Finding", "Note"];
const isChoice = input => input.type === "checkbox" || input.type === "radio";
const inputs = form => fields.flatMap(name => [...form.querySelectorAll(`[name=${name}]`)]);
const keyOf = form => `draft/${form.dataset.draft}`;

function keep(form) {
  const filled = inputs(form).filter(input => (isChoice(input) ? input.checked : input.value !== "")).map(input => [input.name, input.value]);
  sessionStorage.setItem(keyOf(form), JSON.stringify(filled));
}

/** Gives back what was filled in on this case earlier in this tab, if the form came empty. */
export function offerDraft() {
  const form = formOf();
  if (!form) {
    return;
  }
  const isEmpty = inputs(form).every(input => (isChoice(input) ? !input.checked : input.value === ""));
  const filled = isEmpty ? JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "[]") : [];
  for (const [name, value] of filled) {
    for (const input of form.querySelectorAll(`[name=${name}]`)) {
      if (!isChoice(input)) {
        input.value = value;
      } else if (input.value === value) {
        input.checked = true;
      }
    }
  }
  tell(form);
  if (filled.length > 0) {
    form.querySelector("[data-need-line]").textContent += ` ${form.dataset.draftKept}`;
  }
}

/* ---- Sending ---- */

let sent = null;

/** After an answer of the server: a verdict that was taken needs no draft. */
export function answered(moved) {
  if (moved && sent) {
    sessionStorage.removeItem(sent);
  }
  sent = null;
}

document.addEventListener("submit", event => {
  const form = event.target;
  if (form.matches("[data-forget]")) {
    sessionStorage.clear();
  }
  if (form !== formOf() || !event.submitter?.matches("[data-submit]")) {
    return;
  }
  const kind = form.querySelector("[name=Kind]:checked");
  if (!kind || missing(form, kind.value).length > 0) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (kind) {
      tell(form);
    } else {
      form.querySelector("[data-need-line]").textContent = form.querySelector("[data-need]").dataset.choose;
    }
    goToGap(form);
    return;
  }
  sent = keyOf(form);
}, true);

document.addEventListener("input", event => {
  const form = formOf();
  if (form?.contains(event.target)) {
    keep(form);
    tell(form);
  }
});

document.addEventListener("click", event => {
  if (event.target instanceof Element && event.target.closest("[data-next-step]")) {
    goToGap(formOf());
  }
});
