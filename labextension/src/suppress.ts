// The comment that suppresses a finding, written where the server says that one can stand.

import type { ISharedCell } from '@jupyter/ydoc';

import type { IFinding } from './shapes';
import { offsetIn } from './position';

/** One replacement in a cell's text. */
export interface IInsertion {
  at: number;
  /** What stood there, and what stands there now. */
  before: string;
  after: string;
}

const COMMENT = /mlsec:\s*allow\[([^\]\r\n]*)\]/;

/** Whether a comment can suppress a finding: only in code and Markdown, and only where a line can hold one. */
export function canComment(finding: IFinding, cell: ISharedCell | null): boolean {
  return Boolean(finding.allow) && (cell?.cell_type === 'code' || cell?.cell_type === 'markdown');
}

/** The change that suppresses a finding in a text; null where none can. */
export function suppression(finding: IFinding, text: string, type: string, reason: string): IInsertion | null {
  const place = finding.allow;
  if (!place) {
    return null;
  }
  const said = reason.replace(/\s+/g, ' ').replace(/--+>?/g, '-').trim();
  const at = offsetIn(text, place.line, place.column);
  const start = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
  const line = text.slice(start, at);
  const there = place.after ? null : COMMENT.exec(line);
  if (there) {
    // a second comment on the line would be part of the first one's reason
    const close = there.index + there[0].length - 1;
    const end = / *--> *$/.exec(line)?.index ?? line.length;
    const after = `${line.slice(0, close)}, ${finding.rule}${line.slice(close, end)}; ${said}${line.slice(end)}`;
    return { at: start, before: line, after };
  }
  const comment = `mlsec: allow[${finding.rule}] ${said}`;
  const written = type === 'markdown' ? `<!-- ${comment} -->` : `# ${comment}`;
  return { at, before: '', after: place.before + written + place.after };
}

/** Make the change, one step to undo. */
export function apply(cell: ISharedCell, { at, before, after }: IInsertion): void {
  cell.transact(() => cell.updateSource(at, at + before.length, after));
}

/** Take the change back, wherever its text stands by now; false where it stands nowhere, or in several places. */
export function takeBack(cell: ISharedCell, { at, before, after }: IInsertion): boolean {
  const text = cell.getSource();
  const first = text.indexOf(after);
  const found = text.startsWith(after, at) ? at : first === text.lastIndexOf(after) ? first : -1;
  if (cell.isDisposed || found < 0) {
    return false;
  }
  cell.transact(() => cell.updateSource(found, found + after.length, before));
  return true;
}
