// The checklist's view. Text only ever enters the page through textContent: nothing in it is trusted.

const SVG = "http://www.w3.org/2000/svg";
const LEAST_ANSWER = 30;
const FILTERS = [
  ["applies", "Applies", (item) => item.status !== "not-applicable"],
  ["unsettled", "To do", (item) => item.unsettled],
  ["fail", "Failed", (item) => item.status === "fail" || item.status === "error"],
  ["stale", "Stale", (item) => item.status === "stale"],
  ["open", "Open", (item) => item.status === "open"],
  ["all", "All", () => true],
];

// The checklist panel of JupyterLab and this view tell each other what they show, so that both show the same.
const FROM_PANEL = "jupyter-mlsec:checklist";
const FROM_WIDGET = "jupyter-mlsec:kernel-checklist";

let lastId = 0;

function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "text") node.textContent = value;
    else if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

function line(kind, d) {
  return shape("path", { class: kind, d, "vector-effect": "non-scaling-stroke" });
}

function scale(one) {
  if (!one) return null;
  const svg = shape("svg", { class: "mlsec-scale", viewBox: "0 0 100 12", preserveAspectRatio: "none", "aria-hidden": "true" });
  if (one.good) svg.append(shape("rect", { class: "mlsec-good", x: one.good[0], y: 1, width: one.good[1] - one.good[0], height: 10 }));
  svg.append(line("mlsec-axis", "M0 6H100"));
  if (one.limit !== null) svg.append(line("mlsec-limit", `M${one.limit} 0V12`));
  if (one.low !== null && one.high !== null) {
    svg.append(line("mlsec-whisker", `M${one.low} 6H${one.high}M${one.low} 3V9M${one.high} 3V9`));
  }
  svg.append(line("mlsec-value", `M${one.value} 6h.01`));
  return svg;
}

function figureRow(figure) {
  const kept = figure.meets === null ? "" : figure.meets ? "✓ " : "✗ ";
  return element(
    "tr",
    {},
    element("th", { scope: "row", text: figure.name }),
    element("td", { class: "mlsec-number", text: figure.value }),
    element("td", { text: figure.interval }),
    element("td", {}, scale(figure.scale)),
    element("td", { text: figure.limit ? kept + figure.limit : "" }),
  );
}

function seen(evidence, published) {
  const from = [published.probe, evidence.subject, published.collected].filter(Boolean).join(" · ");
  const block = element(
    "div",
    { class: "mlsec-evidence" },
    element(
      "p",
      {},
      element("span", { "aria-hidden": "true", text: `${evidence.symbol} ` }),
      element("strong", { text: `${evidence.word}: ` }),
      element("span", { text: published.summary }),
    ),
  );
  if (evidence.figures.length) block.append(element("table", {}, element("tbody", {}, ...evidence.figures.map(figureRow))));
  if (evidence.details.length) block.append(element("ul", {}, ...evidence.details.map((text) => element("li", { text }))));
  block.append(element("p", { class: "mlsec-quiet", text: from }));
  return block;
}

function answerForm(item, { person, send, draft }) {
  const id = `mlsec-answer-${++lastId}`;
  const written = draft(item.id); // what a person has typed outlives a redraw
  const keep = () => Object.assign(written, { text: box.value, person: who.value });
  const name = { id: `${id}-person`, type: "text", maxlength: "200", autocomplete: "name", oninput: keep };
  const who = element("input", { ...name, "data-mlsec-field": `${item.id} person` });
  who.value = written.person ?? person();
  const area = { id, rows: "3", maxlength: "4000", "aria-describedby": `${id}-help`, oninput: keep };
  const box = element("textarea", { ...area, "data-mlsec-field": `${item.id} text` });
  box.value = written.text ?? "";
  const said = element("span", { role: "status", class: "mlsec-quiet", "data-mlsec-said": item.id, text: written.said ?? "" });
  const say = (text) => {
    written.said = said.textContent = text;
  };
  const button = element("button", {
    type: "button",
    text: "Answer",
    onclick: () => {
      const text = box.value.trim();
      if (text.length < LEAST_ANSWER) {
        say(`Say it in at least ${LEAST_ANSWER} characters.`);
        box.focus();
        return;
      }
      if (!who.value.trim()) {
        say("Say who answers.");
        who.focus();
        return;
      }
      say("Sent.");
      send({ kind: "answer", item: item.id, text, person: who.value.trim() });
    },
  });
  return element(
    "div",
    { class: "mlsec-answer" },
    element("label", { for: id, text: item.question || "Your answer" }),
    box,
    element("p", { id: `${id}-help`, class: "mlsec-quiet", text: "Your name and the time are kept with it; it goes stale when its ground changes." }),
    element("label", { for: `${id}-person`, text: "Your name" }),
    who,
    button,
    said,
  );
}

function decision(text, { signed }) {
  return [element("p", { text }), element("p", { class: "mlsec-quiet mlsec-signed", text: signed })];
}

function details(item, form) {
  const body = element("div", { class: "mlsec-details" });
  if (!item.seen.length && !item.answer && !item.waiver) body.append(element("p", { text: "There is no evidence yet." }));
  if (item.changed.length) body.append(element("p", { text: `Changed: ${item.changed.join("; ")}` }));
  item.seen.forEach((evidence, index) => body.append(seen(evidence, item.evidence[index])));
  if (item.answer) body.append(...decision(`Answered by ${item.answer.person} on ${item.answer.time.slice(0, 10)}: ${item.answer.text}`, item.answer));
  if (item.waiver) body.append(...decision(`Waived by ${item.waiver.approver} until ${item.waiver.expires.slice(0, 10)}: ${item.waiver.reason}`, item.waiver));
  if (item.asked_for_by.length) body.append(element("p", { class: "mlsec-quiet", text: `Asked for by: ${item.asked_for_by.join(" · ")}` }));
  if (form && item.answerable && item.unsettled) body.append(answerForm(item, form));
  return body;
}

function row(item, opened, form) {
  const title = element(
    "summary",
    {},
    element("span", { class: `mlsec-mark mlsec-${item.status}` }, element("span", { "aria-hidden": "true", text: item.symbol }), ` ${item.word}`),
    element("span", { class: "mlsec-id", text: item.id }),
    element("span", { class: "mlsec-title", text: item.title }),
    element("span", { class: "mlsec-risk" }, element("span", { "aria-hidden": "true", text: `${item.risk_symbol} ` }), `${item.risk} risk`),
  );
  const node = element("details", {}, title);
  const open = () => {
    if (node.open && node.childNodes.length === 1) node.append(details(item, form));
    if (node.open) opened.add(item.id);
    else opened.delete(item.id);
  };
  node.addEventListener("toggle", open);
  if (opened.has(item.id)) {
    node.open = true;
    open();
  }
  const box = element("li", { "data-mlsec-item": item.id, "data-status": item.status }, node);
  if (item.unsettled && item.next_step) {
    box.append(element("p", { class: "mlsec-next" }, element("strong", { text: "Next: " }), item.next_step));
  }
  return box;
}

function stage(one, items, shown, opened, form) {
  const applicable = items.filter((item) => item.status !== "not-applicable");
  const settled = applicable.filter((item) => !item.unsettled).length;
  const name = `${one.title}: ${applicable.length ? `${settled} of ${applicable.length} settled` : "nothing applies"}`;
  const bar = applicable.length ? element("progress", { value: settled, max: applicable.length, "aria-label": name }) : null;
  return element(
    "fieldset",
    { "data-mlsec-stage": one.id },
    element("legend", {}, element("span", { text: name }), bar),
    element("ul", {}, ...shown.map((item) => row(item, opened, form))),
  );
}

function head(state) {
  return element(
    "header",
    {},
    element("strong", { text: state.notebook }),
    element("span", { text: `profile ${state.profile}` }),
    element("span", {}, "coverage ", element("strong", { text: state.coverage })),
    element("span", {}, "conformance ", element("strong", { text: state.conformance })),
  );
}

function filters(items, current, choose) {
  const name = `mlsec-filter-${++lastId}`;
  const choices = FILTERS.map(([key, words, takes]) => {
    const input = element("input", { type: "radio", name, value: key, onchange: () => choose(key) });
    input.checked = key === current;
    return element("label", {}, input, element("span", { text: `${words} (${items.filter(takes).length})` }));
  });
  return element("fieldset", { class: "mlsec-filters" }, element("legend", { text: "Show" }), ...choices);
}

function percent(share) {
  return typeof share === "number" ? `${Math.floor(share * 100 + 1e-9)}%` : share;
}

function isChecklist(value) {
  return value?.format === "mlsec-checklist/1" && Array.isArray(value.items) && Array.isArray(value.stages);
}

function render({ model, el }) {
  const opened = new Set();
  const drafts = new Map();
  let filter = "applies";
  let state = model.get("state");

  function draw(focus) {
    const takes = FILTERS.find(([key]) => key === filter)[2];
    for (const item of state.items) if (!item.unsettled) drafts.delete(item.id);
    const draft = (id) => drafts.get(id) ?? drafts.set(id, {}).get(id);
    const person = () => model.get("person");
    const form = model.get("takes_answers") ? { person, send: (message) => model.send(message), draft } : null;
    const stages = state.stages.map((one) => {
      const items = state.items.filter((item) => item.stage === one.id);
      const shown = items.filter(takes);
      return shown.length ? stage(one, items, shown, opened, form) : null;
    });
    const choose = (key) => {
      filter = key;
      draw(key);
    };
    const nothing = stages.some(Boolean) ? null : element("p", { text: "No item is in this state." });
    const top = element("div", { class: "mlsec-head" }, head(state), filters(state.items, filter, choose));
    const place = root.scrollTop;
    const { dataset, selectionStart, selectionEnd } = root.contains(document.activeElement) ? document.activeElement : {};
    root.replaceChildren(top, ...stages.filter(Boolean), ...(nothing ? [nothing] : []));
    root.scrollTop = focus ? 0 : place;
    if (focus) root.querySelector(`input[value="${focus}"]`).focus();
    const typed = dataset?.mlsecField && root.querySelector(`[data-mlsec-field="${CSS.escape(dataset.mlsecField)}"]`);
    if (typed) {
      typed.focus({ preventScroll: true });
      typed.setSelectionRange(selectionStart, selectionEnd);
    }
  }

  const root = element("section", { class: "mlsec-checklist", "aria-label": "Security checklist" });
  el.append(root);
  const redraw = () => draw();
  const tell = () => el.dispatchEvent(new CustomEvent(FROM_WIDGET, { bubbles: true, detail: model.get("state") }));
  const renewed = () => {
    state = model.get("state");
    draw();
    tell();
  };
  const hear = ({ target, detail }) => {
    if (!(target instanceof Element) || !target.contains(root) || !isChecklist(detail)) return;
    state = { ...detail, coverage: percent(detail.coverage), conformance: percent(detail.conformance) };
    draw();
  };
  const refused = (message) => {
    if (message.kind !== "refused") return;
    const said = [...root.querySelectorAll("[data-mlsec-said]")].find((one) => one.dataset.mlsecSaid === message.item);
    if (said) said.textContent = message.problem;
    if (drafts.has(message.item)) drafts.get(message.item).said = message.problem;
  };
  model.on("change:state", renewed);
  model.on("change:takes_answers", redraw);
  model.on("msg:custom", refused);
  document.addEventListener(FROM_PANEL, hear);
  draw();
  requestAnimationFrame(tell); // it is in the notebook by then
  return () => {
    document.removeEventListener(FROM_PANEL, hear);
    model.off("change:state", renewed);
    model.off("change:takes_answers", redraw);
    model.off("msg:custom", refused);
  };
}

export default { render };
