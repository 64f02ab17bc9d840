// The verdict about a cell that is about to run: by its text, and by what the kernel says where it can be asked.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { Kernel } from '@jupyterlab/services';

import type { Client } from './client';
import { body } from './content';
import type { IGateAnswer, IKernelFacts } from './gateshapes';
import { KernelAsk, Unasked } from './kernelask';
import type { IFinding } from './shapes';
import type { IFindingsStore } from './tokens';

/** Parts of the gate's patience: what the kernel may take, and when the text has to do. */
const SHARE = { kernel: 0.4, whole: 0.75 };
const LITERAL = /(['"])((?:(?!\1)[^\\\n]){1,200})\1/g;
const LITERALS = 16;

export interface IVerdict {
  /** What stands in the cell's source. */
  findings: IFinding[];
  /** The same by its text alone, where the kernel was asked. */
  text: IFinding[];
  /** What the kernel said that made a difference. */
  basis: string[];
  /** Why the kernel was not asked; null where it was. */
  unasked: Unasked | null;
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

/** Verdicts about the cells of one notebook, good for exactly these texts. */
interface IKnown {
  texts: string;
  answers: Map<string, IGateAnswer>;
}

export class Judge {
  constructor(
    private readonly client: Client,
    private readonly store: IFindingsStore
  ) {}

  /** Set once the server has told the probe. */
  asker: KernelAsk | null = null;

  /** The verdict with the kernel, where there is one in time; else that of the text. Null where nobody can look. */
  async judge(asked: ICase): Promise<IVerdict | null> {
    if (this.store.of(asked.notebook)?.state === 'absent') {
      return null;
    }
    let timer = 0;
    const late = new Promise<Unasked>(resolve => {
      timer = window.setTimeout(() => resolve('slow'), asked.patience * SHARE.whole);
    });
    const live = this.withKernel(asked).catch((error): Unasked => {
      console.warn('jupyter-mlsec: the kernel was not asked', error);
      return 'silent';
    });
    const verdict = await Promise.race([live, late]);
    window.clearTimeout(timer);
    return typeof verdict === 'string' ? this.byText(asked, verdict) : verdict;
  }

  /** Read the probe into a kernel before it is needed, and learn the versions that it has. */
  prepare(kernel: Kernel.IKernelConnection): void {
    void this.asker?.ask(kernel, '', [], 0);
  }

  private async withKernel(asked: ICase): Promise<IVerdict | Unasked> {
    const source = asked.cell.getSource();
    const paths = [...(this.files.get(asked.cell) ?? []), ...literals(source)];
    const facts = await this.facts(asked, paths);
    if (typeof facts === 'string') {
      return facts;
    }
    let answer = await this.answer(asked, facts);
    const unknown = answer.unknown_files.filter(path => !paths.includes(path));
    if (unknown.length) {
      this.files.set(asked.cell, unknown);
      const more = await this.facts(asked, [...paths, ...unknown]);
      answer = typeof more === 'string' ? answer : await this.answer(asked, more);
    }
    return { findings: answer.findings, text: answer.text, basis: answer.basis, unasked: null };
  }

  private async facts({ cell, kernel, busy, patience }: ICase, paths: readonly string[]): Promise<IKernelFacts | Unasked> {
    if (busy || !this.asker) {
      return busy ? 'busy' : 'none';
    }
    return this.asker.ask(kernel, cell.getSource(), paths, patience * SHARE.kernel);
  }

  private async answer({ cell, notebook, path }: ICase, kernel: IKernelFacts): Promise<IGateAnswer> {
    const { notebook: sent, sent: texts } = body(notebook, 'sources');
    const all = texts.texts.join('\0');
    let known = this.known.get(notebook);
    if (!known || known.texts !== all) {
      this.known.set(notebook, (known = { texts: all, answers: new Map() }));
    }
    const index = notebook.cells.indexOf(cell);
    const key = JSON.stringify([path, index, kernel]);
    let answer = known.answers.get(key);
    if (!answer) {
      answer = await this.client.gate({ path, notebook: sent, cell: index, kernel });
      known.answers.clear(); // of other states of the kernel, or of other cells: the next run asks for itself
      known.answers.set(key, answer);
    }
    return answer;
  }

  /** What is known of the text; looked at now where it is not. Null where nobody can look. */
  private async byText({ cell, notebook, kernel }: ICase, unasked: Unasked): Promise<IVerdict | null> {
    const found = this.store.of(notebook);
    if (!found || found.state === 'absent') {
      return null;
    }
    if (found.current(cell) === null) {
      await this.store.refresh(notebook, [cell]);
    }
    const current = found.current(cell);
    const findings = (current ?? []).filter(finding => finding.place === 'source');
    return current && { findings, text: findings, basis: [], unasked: kernel ? unasked : 'none' };
  }

  private readonly known = new WeakMap<ISharedNotebook, IKnown>();
  /** Files that a cell's verdict turned out to depend on. */
  private readonly files = new WeakMap<ISharedCell, readonly string[]>();
}

/** The short texts of a cell that could be paths of files. */
function literals(source: string): string[] {
  return [...new Set([...source.matchAll(LITERAL)].map(match => match[2]!))].slice(0, LITERALS);
}
