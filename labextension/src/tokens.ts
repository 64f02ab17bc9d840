// What the plugins of this extension ask each other for.

import type { ISharedCell, ISharedNotebook } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { Client } from './client';
import type { IRow, NotebookFindings } from './findings';
import type { PanelModel } from './panelmodel';
import type { IFinding, Severity } from './shapes';

export const IMlsecClient = new Token<Client>('jupyter-mlsec:IMlsecClient', 'The routes of the server extension.');

export interface IFindingsOptions {
  /** Whether notebooks are checked while people type, or only when asked. */
  whileTyping: boolean;
  /** Milliseconds without a key press after which what was typed is marked. */
  pause: number;
  /** The least severity that is marked in the cells; the panel lists all. */
  leastMarked: Severity;
}

/** One open notebook. */
export interface IWatched {
  path: string;
  findings: NotebookFindings;
}

/** The findings of all open notebooks. */
export interface IFindingsStore {
  readonly options: IFindingsOptions;
  /** All open notebooks, in the order in which they were opened. */
  watched(): IWatched[];
  /** What is known about any of them has changed, or one was opened or closed. */
  readonly anyChanged: ISignal<IFindingsStore, void>;
  /** The findings of the notebook that a cell is in; null while it is not watched. */
  of(notebook: ISharedNotebook | null): NotebookFindings | null;
  /** Those of the notebook in front of the person. */
  readonly current: NotebookFindings | null;
  /** The panel that `current` belongs to. */
  readonly panel: NotebookPanel | null;
  /** Another notebook came to the front, or what is known about the one in front has changed. */
  readonly changed: ISignal<IFindingsStore, void>;
  /** A notebook is being watched from now on. */
  readonly added: ISignal<IFindingsStore, NotebookFindings>;
  /** Look at the whole notebook in front now, or at all that are open. */
  scan(all?: boolean): Promise<void>;
  /** Take other options; what is drawn is drawn again. */
  configure(options: Partial<IFindingsOptions>): void;
  /** Open a file, and bring a finding of a scan of files before the person. */
  showInFile(finding: IFinding): Promise<void>;
  /** Look now at what has changed in a notebook, outputs included; whether all of it is known afterwards. */
  settle(notebook: ISharedNotebook): Promise<boolean>;
  /** Look at these cells of a notebook now, unless what is known about them is fresh. */
  refresh(notebook: ISharedNotebook, cells: readonly ISharedCell[]): Promise<void>;
  /** Bring a finding before the person: its cell scrolled to and selected, the cursor at its place. */
  show(row: IRow): Promise<void>;
}

export const IFindingsStore = new Token<IFindingsStore>(
  'jupyter-mlsec:IFindingsStore',
  'What is known about the open notebooks.'
);

export const IFindingsPanel = new Token<PanelModel>('jupyter-mlsec:IFindingsPanel', 'What the findings panel shows.');
