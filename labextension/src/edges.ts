// Findings outside a cell's source (outputs, metadata, attachments), marked at the foot of the cell.

import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { IRow, NotebookFindings } from './findings';
import { placeWord, severityWord } from './words';

const SHOWN = 3; // lines at one cell; the panel lists them all

/** Bring the marks at the feet of a notebook's cells up to date. */
export function drawEdges(
  notebook: Notebook,
  findings: NotebookFindings,
  trans: TranslationBundle,
  open: () => void
): void {
  const byIndex = new Map<number, IRow[]>();
  for (const row of findings.rows()) {
    if (row.finding.place !== 'source' && row.index >= 0) {
      byIndex.set(row.index, [...(byIndex.get(row.index) ?? []), row]);
    }
  }
  notebook.widgets.forEach((cell, index) => draw(cell.node, byIndex.get(index) ?? [], trans, open));
}

function draw(node: HTMLElement, rows: IRow[], trans: TranslationBundle, open: () => void): void {
  const before = node.querySelector<HTMLElement>(':scope > .mlsec-edge');
  const lines = rows.slice(0, SHOWN).map(({ finding }) => ({
    severity: finding.severity,
    word: severityWord(finding.severity, trans),
    text: trans.__('in the %1: %2', placeWord(finding.place, trans), finding.message)
  }));
  const key = JSON.stringify([lines, rows.length]);
  if (before?.dataset['key'] === key || (!before && !rows.length)) {
    return;
  }
  before?.remove();
  if (!rows.length) {
    return;
  }
  const edge = document.createElement('button');
  edge.type = 'button';
  edge.className = 'mlsec-edge';
  edge.dataset['key'] = key;
  edge.title = trans.__('Show the security findings');
  edge.addEventListener('click', open);
  for (const { severity, word, text } of lines) {
    const line = edge.appendChild(document.createElement('span'));
    const badge = line.appendChild(document.createElement('span'));
    badge.className = `mlsec-severity mlsec-severity-${severity}`;
    badge.textContent = word;
    line.append(` ${text}`);
  }
  if (rows.length > SHOWN) {
    edge.appendChild(document.createElement('span')).textContent = trans.__('and %1 more', rows.length - SHOWN);
  }
  node.append(edge);
}
