// "Run anyway": a button that becomes a line for the reason. Enter runs the cell, Escape takes the line away.

import type { TranslationBundle } from '@jupyterlab/translation';

const LONGEST = 500; // characters, as the server takes them

export function reasonForm(run: (reason: string) => Promise<string>, trans: TranslationBundle): HTMLElement {
  const form = document.createElement('form');
  form.className = 'mlsec-gate-form';
  const open = button(trans.__('Run anyway'), () => {
    open.hidden = true;
    fields.hidden = false;
    input.focus();
  });
  const fields = document.createElement('div');
  fields.hidden = true;
  const label = fields.appendChild(document.createElement('label'));
  label.textContent = trans.__('Why may it run? It is recorded; leave secrets out.');
  const input = label.appendChild(document.createElement('input'));
  input.type = 'text';
  input.maxLength = LONGEST;
  input.className = 'jp-mod-styled';
  const problem = document.createElement('p');
  problem.className = 'mlsec-gate-problem';
  problem.setAttribute('role', 'alert');
  const submit = button(trans.__('Run and record'), () => form.requestSubmit());
  submit.disabled = true;
  input.addEventListener('input', () => (submit.disabled = !says(input.value)));
  fields.append(submit, problem);
  form.append(open, fields);
  form.addEventListener('keydown', event => {
    event.stopPropagation();
    if (event.key === 'Escape' && !fields.hidden) {
      fields.hidden = true;
      open.hidden = false;
      open.focus();
    }
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    event.stopPropagation();
    if (!says(input.value) || form.dataset['sent']) {
      return;
    }
    form.dataset['sent'] = 'true';
    void run(input.value).then(wrong => {
      delete form.dataset['sent'];
      problem.textContent = wrong;
    });
  });
  return form;
}

/** Whether there is anything in it but blanks and signs. */
function says(reason: string): boolean {
  return /[\p{L}\p{N}]/u.test(reason);
}

export function button(label: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'jp-mod-styled';
  made.textContent = label;
  made.addEventListener('click', event => {
    event.stopPropagation();
    onClick();
  });
  return made;
}
