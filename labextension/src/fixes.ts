// The buttons of a tooltip: fixes as one step that can be undone, "ignore" with room for the reason, and "why".

import type { Action } from '@codemirror/lint';
import type { ChangeSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { ISharedCell } from '@jupyter/ydoc';
import type { TranslationBundle } from '@jupyterlab/translation';

import { asShown, offset } from './position';
import type { IChange, IFinding, IFix } from './shapes';
import { canComment, suppression } from './suppress';

export function actions(
  finding: IFinding,
  cell: ISharedCell,
  why: (rule: string) => void,
  trans: TranslationBundle
): Action[] {
  const text = cell.getSource();
  const fixes = (finding.fixes ?? []).filter(fix => fix.changes.every(change => isHere(change, finding)));
  const list: Action[] = fixes.map(fix => ({
    name: fix.safe ? fix.title : trans.__('%1 (changes what runs)', fix.title),
    apply: view => apply(view, fix, text)
  }));
  if (canComment(finding, cell)) {
    list.push({ name: trans.__('Ignore with a reason'), apply: view => ignore(view, finding, cell, text, trans) });
  }
  list.push({ name: trans.__('Why?'), apply: () => why(finding.rule) });
  return list;
}

/** Whether a change is one of the text that the finding is in: the only ones that this editor can make. */
function isHere(change: IChange, finding: IFinding): boolean {
  return change.replacement !== null && change.place === 'source' && change.cell?.index === finding.cell?.index;
}

/** Make all changes of a fix in one transaction, so that one undo takes it back; not in a text that has moved on. */
function apply(view: EditorView, fix: IFix, text: string): void {
  if (view.state.doc.toString() !== asShown(text)) {
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

/** Write the suppression, with the word that stands for the reason selected. */
function ignore(view: EditorView, finding: IFinding, cell: ISharedCell, text: string, trans: TranslationBundle): void {
  const reason = trans.__('reason');
  const change = suppression(finding, asShown(text), cell.cell_type, reason);
  if (!change || view.state.doc.toString() !== asShown(text)) {
    return;
  }
  const start = change.at + change.after.lastIndexOf(reason);
  view.dispatch({
    changes: { from: change.at, to: change.at + change.before.length, insert: change.after },
    selection: { anchor: start, head: start + reason.length },
    userEvent: 'input.allow',
    scrollIntoView: true
  });
  view.focus();
}
