// The verdict about a cell that is about to run: by its text, and by what the kernel says where it can be asked.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { Kernel } from '@jupyterlab/services';

import type { Client } from './client';
import { body } from './content';
import type { NotebookFindings } from './findings';
import type { IGateAnswer, IKernelFacts } from './gateshapes';
import { inTime } from './intime';
import type { KernelAsk, Unasked } from './kernelask';
import { ServerProblem } from './serverproblem';
import type { IFinding } from './shapes';
import type { IFindingsStore } from './tokens';

/** Parts of the gate's patience: what the kernel may take, when the text has to do, and how long other cells count. */
const SHARE = { kernel: 0.4, whole: 0.75, others: 0.2 };
const LITERAL = /(['"])((?:(?!\1)[^\\\n]){1,200})\1/g;
const LITERALS = 16;
/** Milliseconds that an answer counts for which nothing on the disk was looked at but the configuration. */
const REMEMBERED = 5000;

/** Why nobody could look, or not at everything. What is known all the same stands in the verdict beside it. */
export type Unchecked =
  | { kind: 'slow' } // the server has not answered yet
  | { kind: 'failed'; reason: string } // it did not answer at all, or refused
  | { kind: 'partly'; reason: string }; // it looked, and not at everything

export interface IVerdict {
  /** What stands in the cell's source. */
  findings: IFinding[];
  /** The same by its text alone, where the kernel was asked. */
  text: IFinding[];
  /** What the kernel said that made a difference. */
  basis: string[];
  /** Why the kernel was not asked; null where it was. */
  unasked: Unasked | null;
  /** What could not be looked at; null where everything was. */
  unchecked: Unchecked | null;
  /** The verdict that was still on its way, once it is there; null where nothing more comes. */
  later: Promise<IVerdict | null> | null;
}

export interface ICase {
  cell: ISharedCell;
  notebook: ISharedNotebook;
  path: string;
  kernel: Kernel.IKernelConnection | null;
  /** Another cell of this notebook is running, so that the kernel is not yet as this cell will find it. */
  busy: boolean;
  /** Milliseconds that there are. */
  patience: number;
}

/** An answer, and what it was given for. */
interface IKnown {
  asked: string;
  answer: IGateAnswer;
  until: number;
}

type Outcome = IVerdict | Unasked | Unchecked;

export class Judge {
  constructor(
    private readonly client: Pick<Client, 'gate'>,
    private readonly store: Pick<IFindingsStore, 'of' | 'refresh'>
  ) {}

  /** Set once the server has told the probe. */
  asker: KernelAsk | null = null;

  /** The verdict with the kernel, where there is one in time; else that of the text. Null where there is no server. */
  async judge(asked: ICase): Promise<IVerdict | null> {
    if (this.store.of(asked.notebook)?.state === 'absent') {
      return null;
    }
    const progress = { atServer: false };
    const live = this.withKernel(asked, progress);
    const first = await inTime(live, asked.patience * SHARE.whole, () => null);
    if (first !== null) {
      return this.completed(asked, first);
    }
    const verdict = await this.completed(asked, progress.atServer ? { kind: 'slow' } : 'slow');
    return verdict && { ...verdict, later: live.then(outcome => this.completed(asked, outcome)) };
  }

  /** Read the probe into a kernel before it is needed, and learn the versions that it has. */
  prepare(kernel: Kernel.IKernelConnection): void {
    void this.asker?.ask(kernel, '', [], 0);
  }

  private completed(asked: ICase, outcome: Outcome): Promise<IVerdict | null> | IVerdict {
    if (typeof outcome === 'string') {
      return this.byText(asked, outcome, null);
    }
    return 'kind' in outcome ? this.byText(asked, 'server', outcome) : outcome;
  }

  private async withKernel(asked: ICase, progress: { atServer: boolean }): Promise<Outcome> {
    const source = asked.cell.getSource();
    const paths = [...(this.files.get(asked.cell) ?? []), ...literals(source)];
    const facts = await this.facts(asked, paths);
    if (typeof facts === 'string') {
      return facts;
    }
    progress.atServer = true;
    try {
      let answer = await this.answer(asked, facts);
      const unknown = answer.unknown_files.filter(path => !paths.includes(path));
      if (unknown.length) {
        this.files.set(asked.cell, unknown);
        const more = await this.facts(asked, [...paths, ...unknown]);
        answer = typeof more === 'string' ? answer : await this.answer(asked, more);
      }
      return verdictOf(answer, null);
    } catch (error) {
      return failed(error) ?? 'server';
    }
  }

  private async facts({ cell, kernel, busy, patience }: ICase, paths: readonly string[]): Promise<IKernelFacts | Unasked> {
    if (busy || !this.asker) {
      return busy ? 'busy' : 'server'; // nobody has told how to ask
    }
    try {
      return await this.asker.ask(kernel, cell.getSource(), paths, patience * SHARE.kernel);
    } catch (error) {
      console.warn('jupyter-mlsec: the kernel was not asked', error);
      return 'silent';
    }
  }

  private async answer({ cell, notebook, path }: ICase, kernel: IKernelFacts | null): Promise<IGateAnswer> {
    const cells = notebook.cells;
    const index = cells.indexOf(cell);
    const texts = cells.map(each => [each.cell_type, each.getSource()]);
    const asked = JSON.stringify([path, index, kernel, notebook.metadata, texts]);
    const known = this.known.get(notebook);
    if (known && known.asked === asked && performance.now() < known.until) {
      return known.answer;
    }
    const answer = await this.client.gate({ path, notebook: body(notebook, 'sources').notebook, cell: index, kernel });
    if (answer.lasting) {
      this.known.set(notebook, { asked, answer, until: performance.now() + REMEMBERED });
    }
    return answer;
  }

  /** What is known of the text; looked at now where it is not, or where other cells have changed since. */
  private async byText(asked: ICase, why: Unasked, unchecked: Unchecked | null): Promise<IVerdict | null> {
    const { cell, notebook, kernel } = asked;
    const unasked = kernel ? why : 'none';
    const found = this.store.of(notebook);
    if (found && found.state !== 'absent') {
      const fresh = this.refreshed(notebook, cell).catch(error => (unchecked = failed(error)));
      // what is known of this text is better than nothing, though another cell has changed since
      await (found.current(cell) === null ? fresh : inTime(fresh, asked.patience * SHARE.others, () => null));
    }
    if (found?.state === 'absent') {
      return null;
    }
    const current = found?.current(cell) ?? null;
    if (found?.state === 'incomplete' && current && !unchecked) {
      try {
        return verdictOf(await this.answer(asked, null), unasked); // perhaps it was only an output
      } catch (error) {
        unchecked = failed(error);
      }
    }
    const findings = (current ?? []).filter(finding => finding.place === 'source');
    const verdict = { findings, text: findings, basis: [], unasked, later: null };
    return { ...verdict, unchecked: current ? unchecked : unknown(found, unchecked) };
  }

  /** One request for all cells that are asked about at the same time. */
  private async refreshed(notebook: ISharedNotebook, cell: ISharedCell): Promise<void> {
    const waiting = this.waiting.get(notebook);
    const cells = waiting?.cells ?? [];
    cells.push(cell);
    if (waiting) {
      return waiting.done;
    }
    const done = Promise.resolve().then(() => {
      this.waiting.delete(notebook);
      return this.store.refresh(notebook, cells);
    });
    this.waiting.set(notebook, { cells, done });
    return done;
  }

  private readonly known = new WeakMap<ISharedNotebook, IKnown>();
  private readonly waiting = new WeakMap<ISharedNotebook, { cells: ISharedCell[]; done: Promise<void> }>();
  /** Files that a cell's verdict turned out to depend on. */
  private readonly files = new WeakMap<ISharedCell, readonly string[]>();
}

function unknown(found: NotebookFindings | null, unchecked: Unchecked | null): Unchecked {
  const isFailed = found?.state === 'failed';
  return isFailed || !unchecked ? { kind: 'failed', reason: isFailed ? found.reason : '' } : unchecked;
}

function verdictOf(answer: IGateAnswer, unasked: Unasked | null): IVerdict {
  const { findings, text, basis, outcome, reason } = answer;
  const unchecked: Unchecked | null = outcome === 'checked' ? null : { kind: 'partly', reason: reason ?? '' };
  return { findings, text, basis, unasked, unchecked, later: null };
}

/** A server without the route is an old one: that is said elsewhere, once. */
function failed(error: unknown): Unchecked | null {
  if (!(error instanceof ServerProblem)) {
    console.warn('jupyter-mlsec: a cell could not be judged', error);
    return { kind: 'failed', reason: '' };
  }
  return error.kind === 'absent' ? null : { kind: 'failed', reason: `${error.message}. ${error.help}` };
}

/** The short texts of a cell that could be paths of files. */
function literals(source: string): string[] {
  return [...new Set([...source.matchAll(LITERAL)].map(match => match[2]!))].slice(0, LITERALS);
}
