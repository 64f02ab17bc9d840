// Secrets that a document would carry away when it is saved or exported, and taking them out of its outputs.

import type { ISharedCodeCell, ISharedNotebook } from '@jupyter/ydoc';
import type { IOutput } from '@jupyterlab/nbformat';

import type { IRow, NotebookFindings } from './findings';
import { inTime } from './intime';
import type { IFindingsStore } from './tokens';

/** What stands where an output was. */
const REMOVED: IOutput = {
  output_type: 'stream',
  name: 'stderr',
  text: 'An output with a secret was removed before this notebook was saved.\n'
};

/** One output that was taken out, so that it can be put back. */
interface ITaken {
  cell: ISharedCodeCell;
  index: number;
  output: IOutput;
}

/** What is known of a notebook's secrets at the moment when it is about to leave. */
export interface ILook {
  notebook: ISharedNotebook;
  rows: IRow[];
  /** Whether everything was looked at, as it is now. */
  isKnown: boolean;
  /** The secrets once they are known, where that takes longer; null where nothing more is to come. */
  later: Promise<IRow[]> | null;
}

/** Look at what has changed, for `limit` milliseconds at most; null where nobody can look at this notebook at all. */
export async function lookForSecrets(
  store: Pick<IFindingsStore, 'of' | 'settle'>,
  { model }: { model: { sharedModel: ISharedNotebook } | null },
  limit: number
): Promise<ILook | null> {
  const notebook = model?.sharedModel;
  const found = store.of(notebook ?? null);
  if (!notebook || !found || found.state === 'absent') {
    return null;
  }
  const settled = store.settle(notebook);
  const isKnown = await inTime(settled, limit, () => null);
  const later = isKnown === null ? settled.then(() => secrets(found)) : null;
  return { notebook, rows: secrets(found), isKnown: isKnown === true, later };
}

export function secrets(findings: NotebookFindings | null): IRow[] {
  return findings?.rows().filter(({ finding }) => finding.family === 'secret' && !finding.suppressed) ?? [];
}

/** Replace the outputs that these findings are in; returns what puts them back, null where there was none. */
export function strip(rows: readonly IRow[], notebook: ISharedNotebook): (() => void) | null {
  const taken: ITaken[] = [];
  notebook.transact(() => {
    for (const [cell, indexes] of places(rows)) {
      const outputs = cell.getOutputs() as IOutput[];
      const found = [...(indexes ?? outputs.keys())].filter(index => outputs[index] && !isRemoved(outputs[index]!));
      taken.push(...found.map(index => ({ cell, index, output: outputs[index]! })));
      replace(cell, outputs, new Map(found.map(index => [index, REMOVED])));
    }
  }, false);
  return taken.length ? () => putBack(taken, notebook) : null;
}

function putBack(taken: readonly ITaken[], notebook: ISharedNotebook): void {
  notebook.transact(() => {
    for (const cell of new Set(taken.map(one => one.cell))) {
      const outputs = cell.isDisposed ? [] : (cell.getOutputs() as IOutput[]);
      const back = taken.filter(one => one.cell === cell && outputs[one.index] && isRemoved(outputs[one.index]!));
      replace(cell, outputs, new Map(back.map(({ index, output }) => [index, output])));
    }
  }, false);
}

/** All outputs of the cell are set anew: JupyterLab shows one that is replaced alone behind all the others. */
function replace(cell: ISharedCodeCell, outputs: readonly IOutput[], changes: ReadonlyMap<number, IOutput>): void {
  if (changes.size) {
    cell.setOutputs(outputs.map((output, index) => changes.get(index) ?? output) as never);
  }
}

/** The outputs of each cell; all of them where a finding does not say which one it is in. */
function places(rows: readonly IRow[]): Map<ISharedCodeCell, Set<number> | null> {
  const found = new Map<ISharedCodeCell, Set<number> | null>();
  for (const { cell, finding } of rows) {
    if (finding.place !== 'output' || cell?.cell_type !== 'code' || cell.isDisposed) {
      continue;
    }
    const origins = (finding.fixes ?? []).flatMap(fix => fix.changes.map(change => change.origin));
    const indexes = origins.filter(origin => origin[2] === 'outputs').map(origin => origin[3] as number);
    const before = found.get(cell as ISharedCodeCell);
    const isWhole = !indexes.length || before === null;
    found.set(cell as ISharedCodeCell, isWhole ? null : new Set([...(before ?? []), ...indexes]));
  }
  return found;
}

function isRemoved(output: IOutput): boolean {
  const text = (output as { text?: unknown }).text;
  return (Array.isArray(text) ? text.join('') : text) === REMOVED['text'];
}
