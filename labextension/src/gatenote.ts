// The gate's message at the foot of a cell. It is no output: nothing of it is saved with the notebook.

import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IFinding } from './shapes';
import { severityWord } from './words';

export const GateNote = { show, clear };

function show(cell: Cell, findings: IFinding[], runAnyway: (() => void) | null, trans: TranslationBundle): void {
  clear(cell);
  const note = document.createElement('div');
  note.className = 'mlsec-gate';
  note.dataset['mode'] = runAnyway ? 'block' : 'warn';
  note.setAttribute('role', runAnyway ? 'alert' : 'status');
  const title = note.appendChild(document.createElement('strong'));
  title.textContent = runAnyway
    ? trans.__('This cell was not run, nor those after it')
    : trans.__('This cell was run although it is risky');
  const list = note.appendChild(document.createElement('ul'));
  for (const finding of findings) {
    list.append(line(finding, trans));
  }
  if (runAnyway) {
    note.append(button(trans.__('Run anyway'), runAnyway));
  }
  note.append(button(trans.__('Dismiss'), () => clear(cell)));
  cell.node.append(note);
  const once = (): void => {
    cell.model.sharedModel.changed.disconnect(forget);
  };
  const forget = (_: unknown, change: object): void => {
    if ('sourceChange' in change) {
      once();
      clear(cell);
    }
  };
  cell.model.sharedModel.changed.connect(forget);
}

function clear(cell: Cell): void {
  cell.node.querySelectorAll(':scope > .mlsec-gate').forEach(note => note.remove());
}

function line(finding: IFinding, trans: TranslationBundle): HTMLElement {
  const item = document.createElement('li');
  const badge = item.appendChild(document.createElement('span'));
  badge.className = `mlsec-severity mlsec-severity-${finding.severity}`;
  badge.textContent = severityWord(finding.severity, trans);
  item.append(` ${trans.__('line %1: %2', finding.line, finding.message)} `);
  const remedy = item.appendChild(document.createElement('span'));
  remedy.className = 'mlsec-remedy';
  remedy.textContent = finding.remedy;
  return item;
}

function button(label: string, onClick: () => void): HTMLElement {
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
