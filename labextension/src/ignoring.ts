// "Ignore with a reason", wherever a finding stands: as a comment in the text where one can stand, else as a record in
// the notebook's metadata, which the server makes for this very value.

import type { ISharedNotebook } from '@jupyter/ydoc';

import type { Client } from './client';
import { body } from './content';
import type { IRow } from './findings';
import { dropRecords, storeRecord } from './records';
import { apply, canComment, suppression, takeBack } from './suppress';

/** What was done: how to take it back (false where that cannot be done any more), and for whom it counts. */
export interface IIgnored {
  undo: () => boolean;
  /** Whether it counts for this person alone: the value could be guessed, and so is sealed with their key. */
  personal: boolean;
}

/** Whether a finding can be ignored: not while its text is being looked at again, and only in an open notebook. */
export function canIgnore(row: IRow, notebook: ISharedNotebook | null): boolean {
  return notebook !== null && !row.stale && !row.finding.suppressed && !row.cell?.isDisposed;
}

/** Ignore a finding. Null where the text has moved on. Raises `ServerProblem` where the server refuses. */
export async function ignore(
  row: IRow,
  notebook: ISharedNotebook,
  path: string,
  reason: string,
  client: Client
): Promise<IIgnored | null> {
  const { cell, finding } = row;
  if (!canIgnore(row, notebook)) {
    return null;
  }
  if (cell && canComment(finding, cell)) {
    const change = suppression(finding, cell.getSource(), cell.cell_type, reason);
    if (!change) {
      return null;
    }
    apply(cell, change);
    return { undo: () => takeBack(cell, change), personal: false };
  }
  const { rule, place, line, column, end_line, end_column, nth = 0 } = finding;
  const index = cell ? notebook.cells.indexOf(cell) : null;
  const pointed = { rule, place, line, column, end_line, end_column, nth, cell: index };
  const record = await client.ignore({ path, notebook: body(notebook, 'whole').notebook, finding: pointed, reason });
  storeRecord(notebook, { ...record });
  return { undo: () => reportAgain(record.seal, notebook) !== null, personal: record.personal ?? false };
}

/** Take back what a record ignores. Returns what ignores it once more; null where there is no such record. */
export function reportAgain(seal: string, notebook: ISharedNotebook): (() => void) | null {
  return dropRecords(notebook, record => record.kind === 'ignored' && record['seal'] === seal);
}
