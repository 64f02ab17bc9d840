// Fixes made in the shared document, for what no open editor shows: outputs, metadata, attachments, rendered Markdown.

import type { ISharedAttachmentsCell, ISharedCell, ISharedCodeCell, ISharedNotebook } from '@jupyter/ydoc';

import type { IRow } from './findings';
import { offsetIn } from './position';
import type { IChange, IFix } from './shapes';

type Path = readonly (string | number)[];

/** The fix that the panel offers for a row: the first that is safe and can be made in what is there now. */
export function offered(row: IRow, notebook: ISharedNotebook | null): IFix | null {
  if (!notebook || row.stale || row.cell?.isDisposed) {
    return null;
  }
  const fixes = row.finding.fixes ?? [];
  return fixes.find(fix => fix.safe && fix.changes.every(change => isPossible(change, row, notebook))) ?? null;
}

/** Make a fix in one transaction, so that one undo takes it back; nothing is done where the document has moved on. */
export function makeFix(row: IRow, fix: IFix, notebook: ISharedNotebook): void {
  if (offered(row, notebook) !== fix) {
    return;
  }
  const { cell } = row;
  const all = (): void => {
    const edits = fix.changes.filter(change => change.replacement !== null);
    if (cell && edits.length) {
      edit(cell, edits);
    }
    fix.changes.filter(change => change.replacement === null).forEach(change => remove(change, cell, notebook));
  };
  if (cell) {
    cell.transact(all);
  } else {
    notebook.transact(all);
  }
}

function isPossible(change: IChange, row: IRow, notebook: ISharedNotebook): boolean {
  if (change.replacement !== null) {
    return change.place === 'source' && row.cell !== null && change.cell?.index === row.finding.cell?.index;
  }
  if (!row.cell) {
    return change.origin[0] === 'metadata' && holds(notebook.metadata, change.origin.slice(1));
  }
  const [where, ...path] = change.origin.slice(2);
  if (where === 'outputs') {
    const outputs = row.cell.cell_type === 'code' ? (row.cell as ISharedCodeCell).getOutputs() : [];
    return path.length === 1 && holds(outputs, path);
  }
  if (where === 'attachments') {
    return holds((row.cell as ISharedAttachmentsCell).getAttachments?.(), path);
  }
  return where === 'metadata' && holds(row.cell.getMetadata(), path);
}

/** Replace ranges of a cell's text, from the last to the first so that the others keep their places. */
function edit(cell: ISharedCell, changes: IChange[]): void {
  const text = cell.getSource();
  const placed = changes.map((change, order) => ({
    from: offsetIn(text, change.line!, change.column!),
    to: offsetIn(text, change.end_line!, change.end_column!),
    insert: change.replacement!,
    order
  }));
  placed.sort((a, b) => b.from - a.from || b.to - a.to || b.order - a.order);
  placed.forEach(({ from, to, insert }) => cell.updateSource(from, to, insert));
}

function remove(change: IChange, cell: ISharedCell | null, notebook: ISharedNotebook): void {
  const path = change.origin.slice(cell ? 3 : 1);
  const where = cell ? change.origin[2] : 'metadata';
  if (where === 'outputs') {
    const number = path[0] as number;
    (cell as ISharedCodeCell).updateOutputs(number, number + 1, []);
  } else if (where === 'attachments') {
    const shared = cell as ISharedAttachmentsCell;
    shared.setAttachments(without(shared.getAttachments(), path) as never);
  } else {
    removeKey(cell ?? notebook, path);
  }
}

function removeKey(owner: ISharedCell | ISharedNotebook, [key, ...path]: Path): void {
  if (path.length) {
    owner.setMetadata(String(key), without(owner.getMetadata(String(key)), path) as never);
  } else {
    owner.deleteMetadata(String(key));
  }
}

function holds(value: unknown, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) {
    return value !== undefined;
  }
  const isThere = typeof value === 'object' && value !== null && Object.prototype.hasOwnProperty.call(value, key);
  return isThere && holds(value[key as never], rest);
}

/** A copy of a JSON value without what stands at a path. */
function without(value: unknown, [key, ...rest]: Path): unknown {
  if (Array.isArray(value)) {
    return rest.length
      ? value.map((item, index) => (index === key ? without(item, rest) : item))
      : value.filter((_, index) => index !== key);
  }
  const copy: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  if (rest.length) {
    copy[String(key)] = without(copy[String(key)], rest);
  } else {
    delete copy[String(key)];
  }
  return copy;
}
