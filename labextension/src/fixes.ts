// The buttons of a tooltip: fixes as one step that can be undone, and "allow" with room for the reason.

import type { Action } from '@codemirror/lint';
import type { ChangeSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { ISharedCell } from '@jupyter/ydoc';
import type { TranslationBundle } from '@jupyterlab/translation';

import { offset } from './position';
import type { IChange, IFinding, IFix } from './shapes';

export function actions(finding: IFinding, cell: ISharedCell, trans: TranslationBundle): Action[] {
  const text = cell.getSource();
  const fixes = (finding.fixes ?? []).filter(fix => fix.changes.every(change => isHere(change, finding)));
  const list = fixes.map(fix => ({
    name: fix.safe ? fix.title : trans.__('%1 (changes what runs)', fix.title),
    apply: (view: EditorView) => apply(view, fix, text)
  }));
  if (cell.cell_type === 'code' && finding.allow) {
    list.push({ name: trans.__('Allow with a reason'), apply: view => allow(view, finding, text, trans) });
  }
  return list;
}

/** Whether a change is one of the text that the finding is in: the only ones that this editor can make. */
function isHere(change: IChange, finding: IFinding): boolean {
  return change.replacement !== null && change.place === 'source' && change.cell?.index === finding.cell?.index;
}

/** Make all changes of a fix in one transaction, so that one undo takes it back; not in a text that has moved on. */
function apply(view: EditorView, fix: IFix, text: string): void {
  if (view.state.doc.toString() !== text) {
    return;
  }
  const { doc } = view.state;
  const changes: ChangeSpec[] = fix.changes.map(change => ({
    from: offset(doc, change.line!, change.column!),
    to: offset(doc, change.end_line!, change.end_column!),
    insert: change.replacement!
  }));
  view.dispatch({ changes, userEvent: 'input.fix', scrollIntoView: true });
  view.focus();
}

/** Write the suppression where the server says that a comment can stand, with the place for the reason selected. */
function allow(view: EditorView, finding: IFinding, text: string, trans: TranslationBundle): void {
  const place = finding.allow;
  if (!place || view.state.doc.toString() !== text) {
    return;
  }
  const head = `${place.before}# mlsec: allow[${finding.rule}] `;
  const reason = trans.__('reason');
  const from = offset(view.state.doc, place.line, place.column);
  const start = from + head.length;
  view.dispatch({
    changes: { from, insert: head + reason + place.after },
    selection: { anchor: start, head: start + reason.length },
    userEvent: 'input.allow',
    scrollIntoView: true
  });
  view.focus();
}
