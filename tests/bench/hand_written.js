// The form for adding a customer as one would write it by hand: no framework, no WebAssembly, one language, one theme,
// and of the rules those that fit into a line. Same server, same form, same errors at the fields.

const LABELS = {
  name: "Name", email: "Email", phone: "Phone", organization: "Organization", external_id: "External ID", locale: "Language",
  time_zone: "Time zone", tags: "Tags", details: "Details", notes: "Notes",
};
const MISTAKES = {
  required: "Fill this in.",
  email: "Enter an address like name@company.com.",
  tel: "Begin with the country code, such as +1, and use only digits, spaces and + ( ) - .",
};
const PATTERNS = { email: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/, tel: /^\+?[\d\s().-]{7,40}$/ };

const style = new CSSStyleSheet();
style.replaceSync(`
  :host { display: block; color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  * { box-sizing: border-box; }
  section { border: 1px solid #c8ccd4; border-radius: 12px; padding: 1rem 1.5rem 1.5rem; background: light-dark(#fff, #1e1f22); color: light-dark(#1b1c1f, #e6e6e9); }
  h2 { margin: 0 0 1rem; font-size: 1.25em; line-height: 1.3; }
  form { display: grid; gap: 1rem; }
  .field { display: grid; gap: 0.25rem; }
  label { font-weight: 500; }
  label span { font-weight: 400; font-size: 0.875em; color: light-dark(#595d66, #a9adb7); margin-inline-start: 0.35em; }
  input, button { font: inherit; color: inherit; min-block-size: 2.75em; padding: 0.5em 0.75em; border: 1px solid #80858f; border-radius: 8px; background: transparent; }
  input { inline-size: 100%; }
  input[aria-invalid="true"] { border-color: #b3261e; }
  p { margin: 0; color: light-dark(#b3261e, #f5b8b3); }
  p:empty { display: none; }
  button { justify-self: end; padding-inline: 1.25em; border-color: transparent; background: light-dark(#0b57d0, #a8c7fa); color: light-dark(#fff, #062e6f); font-weight: 500; cursor: pointer; }
  :focus-visible { outline: 2px solid light-dark(#0b57d0, #a8c7fa); outline-offset: 2px; }
`);

let elements = 0;

class AddCustomer extends HTMLElement {
  #prefix = `add-customer${++elements}-`;
  #key = crypto.randomUUID();

  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style];
    this.shadowRoot.innerHTML = `<section aria-labelledby="heading"><h2 id="heading">Add customer</h2><div role="status">Loading…</div></section>`;
    this.#load();
  }

  async #load() {
    const status = this.shadowRoot.querySelector("[role=status]");
    try {
      const { status: code, body } = await this.#send("GET", "/api/v1/form?entry_point=agent");
      if (code !== 200) throw new Error(body.description);
      status.replaceWith(this.#form(body.form));
      this.dispatchEvent(new CustomEvent("ready", { bubbles: true, composed: true }));
    } catch {
      status.textContent = "This could not be loaded.";
    }
  }

  async #send(method, path, body) {
    const headers = { authorization: `Bearer ${this.getAttribute("token")}` };
    if (body) Object.assign(headers, { "content-type": "application/json", "idempotency-key": this.#key });
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  #form({ fields, contact_required }) {
    const form = document.createElement("form");
    form.noValidate = true;
    for (const field of fields) form.append(this.#field(field));
    const notice = Object.assign(document.createElement("p"), { className: "notice" });
    notice.setAttribute("role", "alert");
    const button = Object.assign(document.createElement("button"), { textContent: "Add customer" });
    form.append(notice, button);
    form.addEventListener("input", () => (this.#key = crypto.randomUUID()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(form, fields, contact_required);
    });
    return form;
  }

  #field(field) {
    const id = this.#prefix + field.name;
    const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: LABELS[field.name] ?? field.name });
    if (!field.required) label.append(Object.assign(document.createElement("span"), { textContent: "optional" }));
    const input = Object.assign(document.createElement("input"), {
      id, name: field.name, type: "text", inputMode: field.kind === "email" || field.kind === "tel" ? field.kind : "text",
      maxLength: field.max_length, autocomplete: field.autocomplete, required: field.required,
    });
    input.setAttribute("aria-describedby", `${id}-error`);
    const error = Object.assign(document.createElement("p"), { id: `${id}-error` });
    // A mistake that is mended goes at once, not when the field is left: then the button would move from under the pointer.
    input.addEventListener("input", () => input.ariaInvalid === "true" && this.#tell(input, mistake(field, input.value)));
    input.addEventListener("blur", () => this.#tell(input, mistake(field, input.value)));
    const row = Object.assign(document.createElement("div"), { className: "field" });
    row.append(label, input, error);
    return row;
  }

  #tell(input, text) {
    input.setAttribute("aria-invalid", String(!!text));
    this.shadowRoot.getElementById(`${input.id}-error`).textContent = text;
  }

  async #submit(form, fields, contactRequired) {
    const notice = form.querySelector(".notice");
    notice.textContent = "";
    for (const field of fields) this.#tell(form.elements[field.name], mistake(field, form.elements[field.name].value));
    const given = fields.filter(({ name }) => form.elements[name].value.trim());
    if (contactRequired && !given.some(({ kind }) => kind === "email" || kind === "tel")) {
      this.#tell(form.elements.email ?? form.elements.phone, "Give an email address or a phone number.");
    }
    const first = form.querySelector("[aria-invalid=true]");
    if (first) return first.focus();
    const user = Object.fromEntries(given.map(({ name }) => [name, name === "organization" ? { name: form.elements[name].value } : form.elements[name].value]));
    try {
      const { status, body } = await this.#send("POST", "/api/v2/users?entry_point=agent", { user });
      if (status === 201) return this.#added(form, body.user);
      for (const [name, [{ description }]] of Object.entries(body.details ?? {})) this.#tell(form.elements[name], description);
      (form.querySelector("[aria-invalid=true]") ?? notice).focus();
      if (!body.details) notice.textContent = body.description ?? "That did not work. What you typed is still here.";
    } catch {
      notice.textContent = "There is no connection. What you typed is still here.";
    }
  }

  #added(form, user) {
    form.replaceWith(Object.assign(document.createElement("div"), { role: "status", textContent: `Customer added: ${user.name}` }));
    this.dispatchEvent(new CustomEvent("added", { detail: { user }, bubbles: true, composed: true }));
  }
}

/** What is wrong with a field's text, or nothing. */
function mistake({ required, kind }, value) {
  const text = value.trim();
  if (!text) return required ? MISTAKES.required : "";
  return PATTERNS[kind] && !PATTERNS[kind].test(text) ? MISTAKES[kind] : "";
}

if (!customElements.get("add-customer")) customElements.define("add-customer", AddCustomer);
