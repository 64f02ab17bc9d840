// Findings that no editor shows, marked at the foot of the cell: those in outputs, metadata and attachments, and
// those in the source of a markdown cell while it is rendered.

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
    if (row.index >= 0 && (row.finding.place !== 'source' || row.cell?.cell_type === 'markdown')) {
      byIndex.set(row.index, [...(byIndex.get(row.index) ?? []), row]);
    }
  }
  notebook.widgets.forEach((cell, index) => draw(cell.node, byIndex.get(index) ?? [], trans, open));
}

function draw(node: HTMLElement, rows: IRow[], trans: TranslationBundle, open: () => void): void {
  const before = node.querySelector<HTMLElement>(':scope > .mlsec-edge');
  const lines = rows.slice(0, SHOWN).map(({ finding }) => ({
    place: finding.place,
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
  edge.dataset['places'] = rows.every(({ finding }) => finding.place === 'source') ? 'source' : 'others';
  for (const { place, severity, word, text } of lines) {
    const line = edge.appendChild(document.createElement('span'));
    line.dataset['place'] = place;
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
