// The gate's message at the foot of a cell. It is no output: nothing of it is saved with the notebook.

import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';

import { button, reasonForm } from './gatereason';
import type { IFinding } from './shapes';
import { severityWord } from './words';

export const GateNote = { show, clear };

/** Text only: nothing of it ever becomes markup. */
export interface INote {
  mode: 'warn' | 'block' | 'passed' | 'unchecked' | 'overridden';
  title: string;
  findings?: readonly IFinding[];
  /** What the person said. */
  quote?: string;
  /** What the verdict rests on. */
  basis?: string;
  /** Runs the cell for this reason; answers with what is wrong with the reason, or nothing. */
  runAnyway?: (reason: string) => Promise<string>;
}

function show(cell: Cell, note: INote, trans: TranslationBundle): void {
  clear(cell);
  const box = document.createElement('div');
  box.className = 'mlsec-gate';
  box.dataset['mode'] = note.mode;
  box.setAttribute('role', note.mode === 'block' ? 'alert' : 'status');
  // the notebook's own keys and clicks stay away, so that the buttons can be used
  box.setAttribute('data-lm-suppress-shortcuts', 'true');
  box.addEventListener('mousedown', event => event.stopPropagation());
  box.append(element('strong', '', note.title));
  if (note.findings?.length) {
    const list = box.appendChild(document.createElement('ul'));
    list.append(...note.findings.map(finding => line(finding, trans)));
  }
  if (note.quote) {
    box.append(element('q', 'mlsec-gate-quote', note.quote));
  }
  if (note.basis) {
    box.append(element('p', 'mlsec-gate-basis', note.basis));
  }
  if (note.runAnyway) {
    box.append(reasonForm(note.runAnyway, trans));
  }
  box.append(button(trans.__('Dismiss'), () => clear(cell)));
  cell.node.append(box);
  clearWhenEdited(cell);
}

function clear(cell: Cell): void {
  cell.node.querySelectorAll(':scope > .mlsec-gate').forEach(note => note.remove());
}

function clearWhenEdited(cell: Cell): void {
  const { sharedModel } = cell.model;
  const forget = (_: unknown, change: object): void => {
    if ('sourceChange' in change) {
      sharedModel.changed.disconnect(forget);
      clear(cell);
    }
  };
  sharedModel.changed.connect(forget);
}

function line(finding: IFinding, trans: TranslationBundle): HTMLElement {
  const item = document.createElement('li');
  const word = severityWord(finding.severity, trans);
  item.append(
    element('span', `mlsec-severity mlsec-severity-${finding.severity}`, word),
    ` ${trans.__('line %1: %2', finding.line, finding.message)} `,
    element('span', 'mlsec-remedy', finding.remedy)
  );
  return item;
}

function element(tag: string, className: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
