// Which finding comes after, or before, the place where the person is.

import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { Notebook } from '@jupyterlab/notebook';

import type { IRow } from './findings';
import { offset } from './position';

type Place = readonly [cell: number, line: number, offset: number];

/** The next finding (`step` 1) or the one before (`step` -1), around the end of the notebook. */
export function neighbour(rows: IRow[], notebook: Notebook, step: 1 | -1): IRow | null {
  const here = cursor(notebook);
  const placed = rows.map(row => ({ row, at: place(row, notebook) })).sort((a, b) => compare(a.at, b.at));
  const ordered = step === 1 ? placed : placed.reverse();
  const found = ordered.find(({ at }) => compare(at, here) * step > 0) ?? ordered[0];
  return found?.row ?? null;
}

function place({ index, finding }: IRow, notebook: Notebook): Place {
  const editor = notebook.widgets[index]?.editor as CodeMirrorEditor | null | undefined;
  if (finding.place !== 'source') {
    return [index, Number.MAX_SAFE_INTEGER, finding.line];
  }
  const at = editor ? offset(editor.editor.state.doc, finding.line, finding.column) : finding.column;
  return [index, finding.line, at];
}

function cursor(notebook: Notebook): Place {
  const editor = notebook.activeCell?.editor as CodeMirrorEditor | null | undefined;
  if (notebook.mode !== 'edit' || !editor) {
    return [notebook.activeCellIndex, 0, -1];
  }
  const { doc, selection } = editor.editor.state;
  return [notebook.activeCellIndex, doc.lineAt(selection.main.head).number, selection.main.head];
}

function compare(a: Place, b: Place): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
